"""Which changes of a PDF are those of signing it, where the original bears no signature and so has no form yet.

pyHanko compares what follows a signature; here the bare original is what everything is compared with.
"""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FieldComparisonContext,
    FormUpdate,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.commons import compare_key_refs, qualify_transforming
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.form_rules_api import _list_fields
from pyhanko.sign.diff_analysis.rules_api import Context, ReferenceUpdate, WhitelistRule

KEYS = {"/Fields", "/SigFlags", "/DA", "/DR", "/Type"}
Updates = Iterable[tuple[ModificationLevel, FormUpdate]]


class FirstForm(FormUpdatingRule):
    """Signing may begin a form, with signature fields and nothing else in it."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Updates:
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
            return
        told = FormUpdate.curry_ref(field_name=None)
        _none, form = yield from qualify_transforming(
            ModificationLevel.LTA_UPDATES,
            compare_key_refs("/AcroForm", old, old.root, new.root),
            transform=told,
        )
        if form is None:
            return
        if not isinstance(form, generic.DictionaryObject) or not set(form) <= KEYS:
            raise SuspiciousModification("The form is more than a place for signatures")
        _none, fields = yield from qualify_transforming(
            ModificationLevel.LTA_UPDATES,
            compare_key_refs("/Fields", old, generic.DictionaryObject(), form),
            transform=told,
        )
        yield from qualify_transforming(
            ModificationLevel.FORM_FILLING, misc._as_gen(_resources(old, new, form)), transform=told
        )
        listed = dict(_list_fields(generic.ArrayObject(), fields, old_path=RawPdfPath()))
        context = FieldComparisonContext(field_specs=listed, old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)


def _resources(
    old: HistoricalResolver, new: HistoricalResolver, form: generic.DictionaryObject
) -> set[generic.Reference]:
    """The font that some programs give to every form."""
    if "/DR" not in form:
        return set()
    return new.collect_dependencies(form.raw_get("/DR"), since_revision=old.revision + 1)


class LockRule(WhitelistRule):
    """The first signer may lock the document: the catalog then names that signature, and it stays."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        before, now = yield from misc.map_with_return(
            compare_key_refs("/Perms", old, old.root, new.root),
            ReferenceUpdate.curry_ref(
                context_checked=Context.from_absolute(old, RawPdfPath("/Root", "/Perms"))
            ),
        )
        if now is None:
            return
        if not isinstance(now, generic.DictionaryObject) or set(now) != {"/DocMDP"}:
            raise SuspiciousModification("More than a lock")
        if isinstance(before, generic.DictionaryObject) and before.raw_get("/DocMDP") != now.raw_get(
            "/DocMDP"
        ):
            raise SuspiciousModification("Another lock")


LTA = ModificationLevel.LTA_UPDATES
# As pyHanko's own, with a form that begins here, and without filling in fields: there are none.
ONLY_SIGNING = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        *(
            rule.as_qualified(LTA)
            for rule in (
                DocInfoRule(),
                XrefStreamRule(),
                ObjectStreamRule(),
                DSSCompareRule(),
                MetadataUpdateRule(),
                LockRule(),
            )
        ),
    ],
    form_rule=FirstForm([SigFieldCreationRule(), SigFieldModificationRule()]),
)
