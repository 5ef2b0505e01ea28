"""Who gets which page: one table, route by route. A route without a row fails.

Columns: nobody signed in (`any`); Peru's secretariat and a second person of it who wrote in the report (`se2`), its
focal point and one whose institution does not answer for the activity (`oth`), authority, foreign ministry, consul;
in capitals Bolivia's secretariat, focal point, ministry staff; observer, operator, the secretariat of a third country.

Cells: ok = shown, 422 = shown with its mistakes, go = sent elsewhere (with a message where it is too late), no = 403,
-- = 404 (it does not exist for them), in = asked to sign in. The report is Peru's, written by `foc` and `se2`.
`post` rows are addresses that only act; all others are looked at with a GET.
"""

import re
from collections.abc import Iterable
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from roadmap.models import ProgressReport
from tests.build import NOON
from tests.world import PATTERNS, PEOPLE, World, address, rows_of_every_table

# Without a transaction around the test what a page asks again is remembered, as when it is served.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
TABLE = """
#                                                   any sec se2 foc oth aut min con SEC FOC REA obs ope out
roadmap:roadmap-list                      -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
roadmap:dashboard                         -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:why                               -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:why?country=PE                    -         in  ok  ok  ok  ok  ok  ok  ok  no  no  no  --  --  --
roadmap:activity-list                     -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:activity-detail                   -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:activity-continuation             -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:report-choose                     -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:report-download?cutoff=2026-04-30 -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:matrix-export                     -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:roadmap-status                    -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:roadmap-plan                      -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:amendment-choose                  -         in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:amendment-propose                 -         in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:amendment-propose                 post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:amendment-detail                  -         in  ok  ok  --  --  --  ok  --  ok  --  --  --  --  --
roadmap:amendment-accept                  post      in  go  go  --  --  --  no  --  no  --  --  --  --  --
roadmap:amendment-decline                 post      in  422 422 --  --  --  no  --  no  --  --  --  --  --
roadmap:amendment-withdraw                post      in  no  no  --  --  --  no  --  go  --  --  --  --  --
roadmap:closing-list                      -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:closing-propose                   -         in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:closing-propose                   post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:closing-compare                   -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:closing-detail                    -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:closing-download                  -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:closing-sign                      -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:closing-sign                      post      in  422 422 no  no  no  no  no  422 no  no  --  --  --
roadmap:closing-withdraw                  post      in  no  no  no  no  no  no  no  go  no  no  --  --  --
roadmap:closing-paper                     -         in  ok  ok  no  no  no  no  no  ok  no  no  no  --  --
roadmap:closing-paper                     post      in  422 422 no  no  no  no  no  422 no  no  no  --  --
roadmap:closing-signatures                -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:closing-signatures                post      in  422 422 no  no  no  422 no  422 no  no  no  --  --
roadmap:closing-originals                 post      in  go  go  no  no  no  go  no  go  no  no  no  --  --
roadmap:closing-original                  -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --
roadmap:signed-upload                     -         in  ok  ok  --  --  --  ok  --  --  --  --  --  --  --
roadmap:signed-upload-check               post      in  go  go  --  --  --  go  --  --  --  --  --  --  --
roadmap:unilateral-issue                  -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:unilateral-issue                  post      in  422 422 no  no  no  no  no  422 no  no  --  --  --
roadmap:unilateral-detail                 -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:unilateral-download               -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:unilateral-answer                 post      in  no  no  no  no  no  no  no  422 no  no  --  --  --
roadmap:roadmap-status                    post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:roadmap-rules                     -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:roadmap-rules                     post      in  422 422 no  no  no  no  no  422 no  no  --  --  --
roadmap:progress-detail                   draft     in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:progress-detail                   submitted in  ok  ok  ok  --  ok  ok  --  --  --  --  --  --  --
roadmap:progress-detail                   validated in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:progress-detail                   returned  in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:progress-edit                     draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-edit                     submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:progress-edit                     validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:progress-edit                     returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-add                      draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-add                      submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:evidence-add                      validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:evidence-add                      returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-download                 draft     in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:evidence-download                 submitted in  ok  ok  ok  --  ok  ok  --  --  --  --  --  --  --
roadmap:evidence-download                 validated in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:evidence-download                 returned  in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:evidence-describe                 draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-describe                 submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:evidence-describe                 validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:evidence-describe                 returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-review                   draft     in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-review                   submitted in  ok  no  no  --  no  no  --  --  --  --  --  --  --
roadmap:evidence-review                   validated in  go  no  no  no  no  no  no  no  no  no  --  --  --
roadmap:evidence-review                   returned  in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-remove                   draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:evidence-remove                   submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:evidence-remove                   validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:evidence-remove                   returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-submit                   draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-submit                   submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:progress-submit                   validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:progress-submit                   returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-discard                  draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-discard                  submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:progress-discard                  validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:progress-discard                  returned  in  go  go  go  --  no  --  --  --  --  --  --  --  --
roadmap:progress-validate                 draft     in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-validate                 submitted in  ok  no  no  --  no  no  --  --  --  --  --  --  --
roadmap:progress-validate                 validated in  go  no  no  no  no  no  no  no  no  no  --  --  --
roadmap:progress-validate                 returned  in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-return                   draft     in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-return                   submitted in  ok  no  no  --  no  no  --  --  --  --  --  --  --
roadmap:progress-return                   validated in  go  no  no  no  no  no  no  no  no  no  --  --  --
roadmap:progress-return                   returned  in  go  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-approve                  draft     in  no  no  no  --  go  --  --  --  --  --  --  --  --
roadmap:progress-approve                  submitted in  no  no  no  --  ok  no  --  --  --  --  --  --  --
roadmap:progress-approve                  validated in  no  no  no  no  go  no  no  no  no  no  --  --  --
roadmap:progress-approve                  returned  in  no  no  no  --  go  --  --  --  --  --  --  --  --
roadmap:progress-withhold                 draft     in  no  no  no  --  go  --  --  --  --  --  --  --  --
roadmap:progress-withhold                 submitted in  no  no  no  --  ok  no  --  --  --  --  --  --  --
roadmap:progress-withhold                 validated in  no  no  no  no  go  no  no  no  no  no  --  --  --
roadmap:progress-withhold                 returned  in  no  no  no  --  go  --  --  --  --  --  --  --  --
roadmap:progress-paper                    draft     in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-paper                    submitted in  go  go  go  --  no  no  --  --  --  --  --  --  --
roadmap:progress-paper                    validated in  go  go  go  no  no  no  no  no  no  no  --  --  --
roadmap:progress-paper                    returned  in  ok  ok  ok  --  no  --  --  --  --  --  --  --  --
roadmap:progress-agree                    draft     in  no  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-agree                    submitted in  no  no  no  --  no  no  --  --  --  --  --  --  --
roadmap:progress-agree                    validated in  no  no  no  no  no  no  no  ok  no  no  --  --  --
roadmap:progress-agree                    returned  in  no  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-observe                  draft     in  no  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:progress-observe                  submitted in  no  no  no  --  no  no  --  --  --  --  --  --  --
roadmap:progress-observe                  validated in  no  no  no  no  no  no  no  ok  no  no  --  --  --
roadmap:progress-observe                  returned  in  no  no  no  --  no  --  --  --  --  --  --  --  --
roadmap:expungement-order                 -         in  ok  ok  ok  no  ok  ok  no  ok  no  no  --  --  --
roadmap:expungement-order                 post      in  422 422 422 no  422 422 no  422 no  no  --  --  --
roadmap:expungement-detail                -         in  ok  ok  ok  ok  ok  ok  ok  --  --  --  --  --  --
roadmap:expungement-detail                post      in  go  go  go  no  go  go  no  --  --  --  --  --  --
roadmap:answer-maintain                   -         in  ok  ok  no  no  no  no  no  no  no  no  --  --  --
roadmap:activity-difference               -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:activity-conversation             -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:activity-conversation             post      in  422 422 422 no  422 422 no  422 422 no  --  --  --
roadmap:progress-conversation             draft     in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:progress-conversation             submitted in  ok  ok  ok  --  ok  ok  --  --  --  --  --  --  --
roadmap:progress-conversation             validated in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:progress-conversation             returned  in  ok  ok  ok  --  ok  --  --  --  --  --  --  --  --
roadmap:progress-start                    draft     in  go  go  go  no  no  no  no  ok  ok  no  --  --  --
roadmap:progress-start                    submitted in  ok  ok  ok  no  no  no  no  ok  ok  no  --  --  --
roadmap:progress-start                    validated in  ok  ok  ok  no  no  no  no  ok  ok  no  --  --  --
roadmap:progress-start                    returned  in  go  go  go  no  no  no  no  ok  ok  no  --  --  --
roadmap:document-download                 -         in  ok  ok  ok  --  --  ok  --  --  --  --  --  --  --
roadmap:step-accept                       post      in  go  go  no  no  no  no  no  no  no  no  --  --  --
roadmap:step-decline                      post      in  422 422 no  no  no  no  no  no  no  no  --  --  --
roadmap:step-withdraw                     post      in  no  no  no  no  no  no  no  go  no  no  --  --  --
roadmap:offline-form                      -         in  no  no  ok  ok  no  no  no  no  ok  no  --  --  --
roadmap:offline-download                  -         in  no  no  ok  ok  no  no  no  no  ok  no  --  --  --
roadmap:offline-preview                   -         in  --  --  422 --  --  --  --  --  --  --  --  --  --
roadmap:preparation-open                  -         in  go  go  go  go  go  go  go  go  go  go  --  --  --
roadmap:preparation                       -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:preparation-frame                 -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:preparation-publish               post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:preparation-accept                post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:preparation-download              -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:matrix-row                        -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:matrix-row-add                    -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:matrix-row-edit                   -         in  ok  ok  no  no  no  no  no  ok  no  no  --  --  --
roadmap:matrix-row-reopen                 post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:matrix-row-discard                post      in  go  go  no  no  no  no  no  go  no  no  --  --  --
roadmap:inbox                             -         in  ok  ok  ok  ok  ok  ok  no  ok  ok  no  no  no  ok
roadmap:inbox-awaited                     -         in  --  --  no  no  no  no  no  ok  no  no  no  no  --
roadmap:institution-list                  -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  no  no  ok
roadmap:institution-change                -         in  ok  ok  no  no  no  ok  no  --  --  --  --  --  --
roadmap:institution-designate             -         in  ok  ok  no  no  no  no  no  --  --  --  --  --  --
roadmap:institution-district              -         in  ok  ok  ok  ok  ok  ok  ok  --  --  --  --  --  --
roadmap:institution-district              post      in  go  go  no  no  no  no  no  --  --  --  --  --  --
roadmap:change-detail                     -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  --  --  --
roadmap:change-note                       post      in  no  no  no  no  no  no  no  go  no  no  --  --  --
roadmap:change-withdraw                   post      in  go  go  no  no  no  go  no  no  no  no  --  --  --
roadmap:import-upload                     -         in  ok  ok  no  no  no  no  no  ok  no  no  no  no  ok
roadmap:import-preview                    -         in  422 --  no  no  no  no  no  --  no  no  no  no  --
roadmap:bundle-ask                        -         in  ok  ok  no  no  no  ok  no  ok  no  no  --  --  --
roadmap:bundle-ask                        post      in  go  go  no  no  no  go  no  go  no  no  --  --  --
roadmap:job-list                          -         in  ok  ok  no  no  no  ok  no  ok  no  no  no  no  ok
roadmap:job-detail                        -         in  ok  ok  --  --  --  ok  --  --  --  --  --  --  --
roadmap:job-cancel                        post      in  go  go  --  --  --  go  --  --  --  --  --  --  --
roadmap:job-download                      -         in  ok  ok  --  --  --  ok  --  --  --  --  --  --  --
roadmap:verify                            -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
roadmap:head-list                         -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  no  no  ok
roadmap:head-download                     -         in  ok  ok  ok  ok  ok  ok  ok  --  --  --  --  --  --
roadmap:help-index                        -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
roadmap:help-page                         -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
accounts:people                           -         in  ok  ok  no  no  no  ok  no  ok  no  no  no  ok  ok
accounts:person-add                       -         in  no  no  no  no  no  no  no  no  no  no  no  ok  no
accounts:person-invite                    -         in  ok  ok  no  no  no  ok  no  ok  no  no  no  no  ok
accounts:person-edit                      -         in  ok  ok  no  no  no  ok  no  --  no  no  no  ok  --
accounts:person-link                      post      in  go  go  no  no  no  go  no  --  no  no  no  go  --
accounts:person-appoint                   -         in  ok  ok  --  --  --  ok  --  --  --  --  --  no  --
accounts:appointment-renew                -         in  ok  ok  --  --  --  no  --  --  --  --  --  no  --
accounts:appointment-revoke               -         in  ok  ok  --  --  --  no  --  --  --  --  --  no  --
roadmap:appointment-hand-over             -         in  ok  ok  --  --  --  no  --  --  --  --  --  no  --
accounts:mail-failed                      -         in  ok  ok  no  no  no  no  no  ok  no  no  no  ok  ok
accounts:mail-retry                       post      in  go  go  no  no  no  no  no  --  no  no  no  go  --
accounts:profile                          -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
accounts:language                         post      go  go  go  go  go  go  go  go  go  go  go  go  go  go
account_login                             -         ok  go  go  go  go  go  go  go  go  go  go  go  go  go
account_logout                            -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_inactive                          -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_change_password                   -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password                    -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password_done               -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password_from_key           -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password_from_key_done      -         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
accounts:person-second-factor             -         in  no  no  no  no  no  no  no  no  no  no  no  ok  no
accounts:person-second-factor             post      in  no  no  no  no  no  no  no  no  no  no  no  go  no
accounts:security                         -         in  no  no  no  no  no  no  no  no  no  no  no  ok  no
accounts:security-unlock                  post      in  no  no  no  no  no  no  no  no  no  no  no  go  no
accounts:sessions                         -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
accounts:sessions-end                     post      in  go  go  go  go  go  go  go  go  go  go  go  go  go
accounts:session-end                      post      in  --  --  go  --  --  --  --  --  --  --  --  --  --
account_reauthenticate                    -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
mfa_reauthenticate                        -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_reauthenticate_webauthn               -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_index                                 -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
mfa_authenticate                          -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_activate_totp                         -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_deactivate_totp                       -         in  --  --  --  --  --  --  --  --  --  --  --  --  --
mfa_view_recovery_codes                   -         in  --  --  --  --  --  --  --  --  --  --  --  --  --
mfa_generate_recovery_codes               -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_download_recovery_codes               -         in  --  --  --  --  --  --  --  --  --  --  --  --  --
mfa_list_webauthn                         -         in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
mfa_add_webauthn                          -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_edit_webauthn                         -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_remove_webauthn                       -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
mfa_login_webauthn                        -         in  go  go  go  go  go  go  go  go  go  go  go  go  go
openid_connect_login                      post      --  --  --  --  --  --  --  --  --  --  --  --  --  --
openid_connect_callback                   -         --  --  --  --  --  --  --  --  --  --  --  --  --  --
"""
ANSWERS = {200: "ok", 403: "no", 404: "--"}
ROWS = [tuple(line.split(maxsplit=2)) for line in TABLE.strip().splitlines()[1:]]
# Addresses that also take a POST.
ACTS = re.compile(
    r"progress-(?!detail)|expungement-order|evidence-(add|describe|remove|review)|continuation|import-|person-(add|edit|second-factor|invite|appoint)|appointment-"
    r"|institution-(change|designate)|preparation-frame|matrix-row-(add|edit)|offline-(form|preview)"
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def cell(response: Any) -> str:
    """The answer as the table writes it."""
    if response.status_code == 302:
        return "in" if response.url.startswith(reverse("account_login")) else "go"
    return ANSWERS.get(response.status_code, str(response.status_code))


def ask(method: str, route: str, world: World, name: str) -> str:
    """What the person gets."""
    return cell(getattr(world.clients[name], method)(address(route, world)))


# --- The table --------------------------------------------------------------------------------------------
STATES = ["-", *ProgressReport.Status.values]
# Who may is decided by the same lines on either database: on the second these four ask every page.
ASKED = ["sec", "foc", "SEC", "ope"] if connection.vendor == "postgresql" else PEOPLE


def expected(cells: str) -> dict[str, str]:
    """What each of them should get."""
    return {name: told for name, told in zip(PEOPLE, cells.split(), strict=True) if name in ASKED}


def table(state: str, *, acting: bool = False) -> dict[str, str]:
    """The rows of a state: each route with its cells."""
    return {route: cells for route, of, cells in ROWS if of == state and (not acting or ACTS.search(route))}


@pytest.mark.parametrize("state", STATES)
def test_each_person_sees_what_the_table_says_and_looking_writes_nothing(everybody, state):
    world = World(state, everybody)
    before = rows_of_every_table()
    seen = {route: _line(ask("get", route, world, name) for name in ASKED) for route in table(state)}
    assert seen == {route: _line(expected(cells).values()) for route, cells in table(state).items()}
    assert rows_of_every_table() == before


def test_each_person_can_do_what_the_table_says(everybody):
    world = World("post", everybody)
    done = {route: _line(_acted(route, world, name) for name in ASKED) for route in table("post")}
    assert done == {route: _line(expected(cells).values()) for route, cells in table("post").items()}


@pytest.mark.parametrize("state", STATES)
def test_who_may_not_look_may_not_act(everybody, state):
    world = World(state, everybody)
    before = rows_of_every_table()
    refused = {
        (route, name): told
        for route, cells in table(state, acting=True).items()
        for name, told in expected(cells).items()
        if told in ("no", "--", "in")
    }
    assert {(route, name): ask("post", route, world, name) for route, name in refused} == refused
    assert rows_of_every_table() == before


def test_what_only_acts_is_not_looked_at(everybody):
    world = World("submitted", everybody)
    only = table("post").keys() - table("-").keys()
    assert {route: ask("get", route, world, "ope") for route in only} == dict.fromkeys(only, "405")


def _line(cells: Iterable[str]) -> str:
    return " ".join(f"{cell:3}" for cell in cells)


def _acted(route: str, world: World, name: str) -> str:
    """What the person gets for acting; it is undone, for the next one to act in the same world."""
    with transaction.atomic():
        answer = ask("post", route, world, name)
        transaction.set_rollback(True)
    return answer


def test_every_route_has_a_row():
    assert {row[0].partition("?")[0] for row in ROWS} == PATTERNS.keys()


def test_a_report_has_a_row_in_each_of_its_states():
    states = {route: {row[1] for row in ROWS if row[0] == route} for route in STATEFUL}
    assert states == {route: set(ProgressReport.Status.values) for route in STATEFUL}


STATEFUL = {row[0] for row in ROWS if re.search(r"progress-|evidence-", row[0])}
