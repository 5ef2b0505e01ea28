"""The addresses of the roadmaps' pages, grouped by noun. Numbers of activities are kept as written."""

from django.urls import URLPattern, path

from roadmap.views import (
    activities,
    amendment_propose,
    amendments,
    approvals,
    changes,
    conversation,
    copies,
    decisions,
    differences,
    districts,
    documents,
    evidence,
    handover,
    help,
    imports,
    inbox,
    institutions,
    jobs,
    maintaining,
    matrix_rows,
    offline,
    plan,
    preparation,
    progress,
    progress_edit,
    progress_paper,
    progress_submit,
    reports,
    reviewing,
    roadmaps,
    rules,
    status,
    why,
)

app_name = "roadmap"
urlpatterns: list[URLPattern] = [
    # Roadmaps and their figures
    path("", roadmaps.roadmap_list, name="roadmap-list"),
    path("roadmaps/<str:code>/", roadmaps.dashboard, name="dashboard"),
    path("roadmaps/<str:code>/why/<slug:figure>/", why.why_figure, name="why"),
    # Activities
    path("roadmaps/<str:code>/activities/", activities.activity_list, name="activity-list"),
    path(
        "roadmaps/<str:code>/activities/<path:number>/continuation/",
        activities.activity_continuation,
        name="activity-continuation",
    ),
    # Progress: written, handed in, decided, answered, with its evidence
    path(
        "roadmaps/<str:code>/activities/<path:number>/report/", progress.progress_start, name="progress-start"
    ),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<str:office>/", inbox.inbox_awaited, name="inbox-awaited"),
    path("progress/<int:pk>/", progress.progress_detail, name="progress-detail"),
    path("progress/<int:pk>/edit/", progress_edit.progress_edit, name="progress-edit"),
    path("progress/<int:pk>/submit/", progress_submit.progress_submit, name="progress-submit"),
    path("progress/<int:pk>/paper/", progress_paper.progress_paper, name="progress-paper"),
    path("progress/<int:pk>/approve/", approvals.progress_approve, name="progress-approve"),
    path("progress/<int:pk>/withhold/", approvals.progress_withhold, name="progress-withhold"),
    path("progress/<int:pk>/discard/", progress.progress_discard, name="progress-discard"),
    path("progress/<int:pk>/validate/", decisions.progress_validate, name="progress-validate"),
    path("progress/<int:pk>/return/", decisions.progress_return, name="progress-return"),
    path("progress/<int:pk>/agree/", decisions.progress_agree, name="progress-agree"),
    path("progress/<int:pk>/observe/", decisions.progress_observe, name="progress-observe"),
    path("answers/<int:pk>/maintain/", maintaining.answer_maintain, name="answer-maintain"),
    # What the parties say to each other besides
    path(
        "roadmaps/<str:code>/activities/<path:number>/difference/",
        differences.activity_difference,
        name="activity-difference",
    ),
    path(
        "roadmaps/<str:code>/activities/<path:number>/conversation/",
        conversation.activity_conversation,
        name="activity-conversation",
    ),
    path("progress/<int:pk>/conversation/", conversation.progress_conversation, name="progress-conversation"),
    path("progress/<int:pk>/evidence/", evidence.evidence_add, name="evidence-add"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<int:pk>/describe/", evidence.evidence_describe, name="evidence-describe"),
    path("evidence/<int:pk>/review/", reviewing.evidence_review, name="evidence-review"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("appointments/<int:pk>/hand-over/", handover.appointment_hand_over, name="appointment-hand-over"),
    path("documents/<int:pk>/", documents.document_download, name="document-download"),
    # The roadmap's status and its steps
    path("roadmaps/<str:code>/plan/", plan.roadmap_plan, name="roadmap-plan"),
    path("roadmaps/<str:code>/amendments/new/", amendments.amendment_choose, name="amendment-choose"),
    path(
        "roadmaps/<str:code>/amendments/new/<slug:kind>/",
        amendment_propose.amendment_propose,
        name="amendment-propose",
    ),
    path("amendments/<int:pk>/", amendments.amendment_detail, name="amendment-detail"),
    path("amendments/<int:pk>/accept/", amendments.amendment_accept, name="amendment-accept"),
    path("amendments/<int:pk>/decline/", amendments.amendment_decline, name="amendment-decline"),
    path("amendments/<int:pk>/withdraw/", amendments.amendment_withdraw, name="amendment-withdraw"),
    path("roadmaps/<str:code>/status/", status.roadmap_status, name="roadmap-status"),
    path("roadmaps/<str:code>/rules/", rules.roadmap_rules, name="roadmap-rules"),
    path("steps/<int:pk>/accept/", status.step_accept, name="step-accept"),
    path("steps/<int:pk>/decline/", status.step_decline, name="step-decline"),
    path("steps/<int:pk>/withdraw/", status.step_withdraw, name="step-withdraw"),
    # The form that is filled without a line
    path("roadmaps/<str:code>/offline/", offline.offline_form, name="offline-form"),
    path("roadmaps/<str:code>/offline/<str:name>", offline.offline_download, name="offline-download"),
    path("offline/<uuid:token>/", offline.offline_preview, name="offline-preview"),
    # The next roadmap: its room, its matrix of proposals and agreed texts
    path("roadmaps/<str:code>/next/", preparation.preparation_open, name="preparation-open"),
    path("roadmaps/<str:code>/preparation/", preparation.preparation_room, name="preparation"),
    path("roadmaps/<str:code>/preparation/frame/", preparation.preparation_frame, name="preparation-frame"),
    path(
        "roadmaps/<str:code>/preparation/publish/",
        preparation.preparation_publish,
        name="preparation-publish",
    ),
    path(
        "roadmaps/<str:code>/preparation/accept/", preparation.preparation_accept, name="preparation-accept"
    ),
    path("roadmaps/<str:code>/preparation/add/", matrix_rows.matrix_row_add, name="matrix-row-add"),
    path(
        "roadmaps/<str:code>/preparation/file/<str:name>",
        preparation.preparation_download,
        name="preparation-download",
    ),
    path("matrix-rows/<int:pk>/", matrix_rows.matrix_row, name="matrix-row"),
    path("matrix-rows/<int:pk>/edit/", matrix_rows.matrix_row_edit, name="matrix-row-edit"),
    path("matrix-rows/<int:pk>/reopen/", matrix_rows.matrix_row_reopen, name="matrix-row-reopen"),
    path("matrix-rows/<int:pk>/discard/", matrix_rows.matrix_row_discard, name="matrix-row-discard"),
    # Reports
    path("roadmaps/<str:code>/report/", reports.report_choose, name="report-choose"),
    path("roadmaps/<str:code>/report/<str:name>", reports.report_download, name="report-download"),
    # What takes longer than a page, and the complete copy
    path("roadmaps/<str:code>/copy/", copies.bundle_ask, name="bundle-ask"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<int:pk>/file/", jobs.job_download, name="job-download"),
    # Institutions: what becomes of them, and who takes note
    path("institutions/", institutions.institution_list, name="institution-list"),
    path("institutions/<int:pk>/change/", institutions.institution_change, name="institution-change"),
    path(
        "institutions/<int:pk>/successor/",
        institutions.institution_designate,
        name="institution-designate",
    ),
    path("institutions/<int:pk>/district/", districts.institution_district, name="institution-district"),
    path("institutions/changes/<int:pk>/", changes.change_detail, name="change-detail"),
    path("institutions/changes/<int:pk>/note/", changes.change_note, name="change-note"),
    path("institutions/changes/<int:pk>/withdraw/", changes.change_withdraw, name="change-withdraw"),
    # Bringing in and taking away
    path("import/", imports.import_upload, name="import-upload"),
    path("import/<uuid:token>/", imports.import_preview, name="import-preview"),
    path("roadmaps/<str:code>/matrix.xlsx", imports.matrix_export, name="matrix-export"),
    # Help
    path("help/", help.help_index, name="help-index"),
    path("help/<slug:slug>/", help.help_page, name="help-page"),
    # The last one: an activity's number is as people write it, even with a slash
    path("roadmaps/<str:code>/activities/<path:number>/", activities.activity_detail, name="activity-detail"),
]
