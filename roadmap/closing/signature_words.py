"""What was found in a signed file, in words: what it means, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By code of `roadmap.proof.answers`: what is wrong, and what to do.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    # Of the file
    "not_pdf": (_("This is no PDF."), _("Upload the PDF that your signing program saved.")),
    "too_large": (
        _("More than 8 MB were added to the original: signatures are far smaller."),
        _("Sign the original again, without attaching anything to it."),
    ),
    "encrypted": (
        _("The file is encrypted, or protected by a password."),
        _("Sign the original again without protecting it."),
    ),
    "not_the_original": (
        _("The file does not begin with one of the originals of this closing, byte by byte."),
        _(
            "Download the original here and sign that very file. Do not print it to PDF, open and save it or join it "
            "with others; if your program has the choice, sign “incrementally” or “without rewriting”."
        ),
    ),
    "unsigned": (
        _("The file bears no signature."),
        _("Sign it with your program and upload what that saves."),
    ),
    "separate": (
        _(
            "Another signed file of this original was accepted before, and this one does not contain its signatures."
        ),
        _(
            "Both parties sign the same file, one after the other. Download the file that bears the signatures so far, "
            "sign that one, and upload it."
        ),
    ),
    "nothing_new": (
        _("This is the file that was accepted before, without any new signature."),
        _("Sign it with your program and upload what that saves."),
    ),
    "broken": (
        _("What was added to the original is damaged, or is built in a way that no signing program uses."),
        _("Sign the original again. If it happens again, use another program or tell the operator."),
    ),
    "active": (
        _("What was added holds a program, a form, an attachment or a link: none belongs to a signature."),
        _("Do not trust this file. Sign the original again, on another computer if you can."),
    ),
    "visible": (
        _(
            "The signature shows as a stamp on a page. It covers the document and closes it to screen readers."
        ),
        _("Sign again and choose an invisible signature: the closing itself says who signed it."),
    ),
    "changed": (
        _("Something other than a signature was changed or added: pages, texts, notes or their order."),
        _("Do not trust this file. Sign the original again."),
    ),
    "after_signature": (
        _("Something stands after the last signature that no signature covers."),
        _("Upload the file as the signing program saved it."),
    ),
    "not_yours": (
        _("The file bears no new signature of your own country."),
        _("Have it signed with a certificate of your country, or let the other party upload its own."),
    ),
    "of_the_other": (
        _("The file also bears a new signature of the other country, which has not brought it."),
        _("Each party uploads its own signature in turn: let the other party upload its file first."),
    ),
    # Of one signature
    "not_intact": (
        _("The signature does not match what it covers: the file was changed after it was signed."),
        _("Do not trust this file. Sign the original again."),
    ),
    "not_covering": (
        _("The signature does not cover all that was there when it was given."),
        _("Sign again with another program: this one signs a part only."),
    ),
    "changed_later": (
        _("After this signature something was changed that it does not allow."),
        _("Sign again, beginning with the file before that change. Do not lock the document when you sign."),
    ),
    "unsupported": (
        _("This kind of signature is not one of those for documents (PAdES)."),
        _("Choose PAdES, or “PDF signature”, in your program."),
    ),
    "expired": (
        _("The certificate had expired, and no timestamp proves that it was signed before."),
        _(
            "Sign with a certificate in force. A signature with a timestamp stays valid once its certificate expires."
        ),
    ),
    "not_yet_valid": (
        _("The certificate was not yet valid when it was signed."),
        _("Look at the date of your computer, and sign again."),
    ),
    "from_the_future": (
        _("The signature says that it was given at a time that has not come yet."),
        _("Look at the date of your computer, and sign again."),
    ),
    "revoked": (
        _("The certificate was revoked."),
        _("Sign with a certificate in force. If nobody knows why it was revoked, find out first."),
    ),
    "weak": (
        _("The key or the method of the signature is too weak to be trusted."),
        _("Sign with SHA-256 or better and a key of at least 2,048 bits."),
    ),
    "not_for_signing": (
        _("The certificate is not made for signing documents, but to sign in or to encrypt."),
        _("Choose the certificate for signatures: most identity cards hold two."),
    ),
    "chain": (
        _("The certificates between this one and its root are missing, expired or not in order."),
        _("Let your program put the whole chain of certificates into the signature, and sign again."),
    ),
    "self_signed": (
        _("Whoever signed made the certificate themselves: no authority says who it is."),
        _("Sign with a certificate of your country's authority."),
    ),
    "unknown_root": (
        _("The signature is intact; its root is not among those that this installation knows."),
        _("Ask the operator to add the root of your country's authority; then have the file checked again."),
    ),
}

REVOCATION: dict[str, str | Promise] = {
    "good": _("Not revoked, as the data in the file prove."),
    "partly": _(
        "Not revoked, as the data in the file prove; of the authorities above it the file says nothing."
    ),
    "unchecked": _("Not checked: the file holds nothing about it, and no other server is asked."),
    "revoked": _("Revoked."),
}
