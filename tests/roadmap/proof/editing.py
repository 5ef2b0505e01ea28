"""What somebody could add to a PDF: each takes a writer that appends to what is there."""

import zlib
from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

Edit = Callable[[IncrementalPdfFileWriter], None]


def appended(content: bytes, edit: Edit) -> bytes:
    writer = edited(content, edit)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def edited(content: bytes, edit: Edit) -> IncrementalPdfFileWriter:
    """The writer, with what was added and before it is written: to be signed along."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    edit(writer)
    return writer


def _first_page(writer: IncrementalPdfFileWriter) -> DictionaryObject:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    writer.update_container(page)
    return page


def _stream(writer: IncrementalPdfFileWriter, data: bytes, **told: str) -> generic.IndirectObject:
    return writer.add_object(
        StreamObject({pdf_name(f"/{key}"): value for key, value in told.items()}, stream_data=data)
    )


def replace_text(writer: IncrementalPdfFileWriter) -> None:
    """The page draws another text."""
    _first_page(writer)[pdf_name("/Contents")] = _stream(writer, b"BT /F0 12 Tf (100 %) Tj ET")


def replace_in_place(writer: IncrementalPdfFileWriter) -> None:
    """The very stream of the page is another one now."""
    held = writer.root["/Pages"]["/Kids"][0]["/Contents"]
    held._data = held._encoded_data = b""
    writer.mark_update(held.container_ref)
    writer.objects[0, held.container_ref.idnum] = StreamObject(stream_data=b"BT (100 %) Tj ET")


def overlay(writer: IncrementalPdfFileWriter) -> None:
    """A note that lies over the page."""
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): ArrayObject(map(NumberObject, (50, 50, 500, 800))),
            pdf_name("/Contents"): TextStringObject("100 %"),
        }
    )
    _annotate(writer, note)


def link(writer: IncrementalPdfFileWriter) -> None:
    action = DictionaryObject(
        {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): TextStringObject("http://x.example")}
    )
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Link"),
            pdf_name("/Rect"): ArrayObject(map(NumberObject, (0, 0, 0, 0))),
            pdf_name("/A"): action,
        }
    )
    _annotate(writer, note)


def _annotate(writer: IncrementalPdfFileWriter, note: DictionaryObject) -> None:
    page = _first_page(writer)
    held = list(page.get("/Annots", ()))
    page[pdf_name("/Annots")] = ArrayObject([*held, writer.add_object(note)])


def add_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    writer.update_container(pages)
    new = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): ArrayObject(map(NumberObject, (0, 0, 595, 842))),
            pdf_name("/Resources"): DictionaryObject(),
            pdf_name("/Contents"): _stream(writer, b""),
        }
    )
    pages["/Kids"].append(writer.add_object(new))
    pages[pdf_name("/Count")] = NumberObject(pages["/Count"] + 1)


def swap_pages(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    writer.update_container(pages)
    pages[pdf_name("/Kids")] = ArrayObject(reversed([pages["/Kids"].raw_get(at) for at in range(2)]))


def hide_layer(writer: IncrementalPdfFileWriter) -> None:
    """Optional content: what is shown depends on the program."""
    writer.root[pdf_name("/OCProperties")] = DictionaryObject({pdf_name("/OCGs"): ArrayObject()})
    writer.update_root()


def open_script(writer: IncrementalPdfFileWriter) -> None:
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): TextStringObject("app.alert(1)")}
    writer.root[pdf_name("/OpenAction")] = writer.add_object(DictionaryObject(script))
    writer.update_root()


def script_of_a_field(writer: IncrementalPdfFileWriter) -> None:
    """On an empty box of a signature, which by itself would be in order."""
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): TextStringObject("app.alert(1)")}
    _field(writer, {pdf_name("/AA"): DictionaryObject({pdf_name("/E"): DictionaryObject(script)})})


def xfa(writer: IncrementalPdfFileWriter) -> None:
    form = {pdf_name("/Fields"): ArrayObject(), pdf_name("/XFA"): _stream(writer, b"<xdp/>")}
    writer.root[pdf_name("/AcroForm")] = writer.add_object(DictionaryObject(form))
    writer.update_root()


def computing_form(writer: IncrementalPdfFileWriter) -> None:
    """A form that says in which order its fields are computed."""
    form = {pdf_name("/Fields"): ArrayObject(), pdf_name("/CO"): ArrayObject()}
    writer.root[pdf_name("/AcroForm")] = writer.add_object(DictionaryObject(form))
    writer.update_root()


def text_field(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, {pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/V"): TextStringObject("100 %")})


def odd_box(writer: IncrementalPdfFileWriter) -> None:
    """A box that pyHanko cannot measure, and so takes for empty."""
    _field(
        writer, {pdf_name("/Rect"): ArrayObject([TextStringObject("0"), *map(NumberObject, (0, 500, 800))])}
    )


def attachment(writer: IncrementalPdfFileWriter) -> None:
    file = {pdf_name("/Type"): pdf_name("/Filespec"), pdf_name("/F"): TextStringObject("otro.pdf")}
    held = {
        pdf_name("/EF"): DictionaryObject(
            {pdf_name("/F"): _stream(writer, b"%PDF", Type=pdf_name("/EmbeddedFile"))}
        )
    }
    writer.root[pdf_name("/AF")] = ArrayObject([writer.add_object(DictionaryObject(file | held))])
    writer.update_root()


def new_language(writer: IncrementalPdfFileWriter) -> None:
    """The catalog says something else of the whole document."""
    writer.root[pdf_name("/Lang")] = TextStringObject("en")
    writer.update_root()


def entangled(writer: IncrementalPdfFileWriter) -> None:
    """Empty boxes whose drawings lead to each other in more ways than can be followed."""
    refs: list[generic.IndirectObject] = []
    for _step in range(12):
        held = ArrayObject(refs * 3) if refs else ArrayObject()
        refs.append(writer.add_object(held))
    _field(writer, {pdf_name("/AP"): DictionaryObject({pdf_name("/N"): refs[-1]})})


def bomb(writer: IncrementalPdfFileWriter) -> None:
    """Data to verify a signature that unpack to a thousand times their size."""
    packed = zlib.compress(bytes(60_000_000), 9)
    held = StreamObject({pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=packed)
    store = {pdf_name("/CRLs"): ArrayObject([writer.add_object(held)])}
    writer.root[pdf_name("/DSS")] = writer.add_object(DictionaryObject(store))
    writer.update_root()


def nest(writer: IncrementalPdfFileWriter) -> None:
    """A place for something very deep."""
    seven = ArrayObject([NumberObject(7)] * 3)
    writer.root[pdf_name("/Extensions")] = writer.add_object(DictionaryObject({pdf_name("/X"): seven}))
    writer.update_root()


def catalog_of(content: bytes, revision: int) -> bytes:
    """A table after the end that leads to the catalog of an older revision."""
    reader = PdfFileReader(BytesIO(content))
    root = reader.root_ref
    place, last = reader.xrefs.get_historical_ref(root, revision), reader.last_startxref
    size = reader.xrefs.get_xref_container_info(reader.total_revisions - 1).size
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n"
    told = table % (root.idnum, place, size, root.idnum, last)
    return content + told + b"startxref\n%d\n%%%%EOF\n" % len(content)


def _field(writer: IncrementalPdfFileWriter, more: dict[NameObject, generic.PdfObject]) -> None:
    box = {
        pdf_name("/FT"): pdf_name("/Sig"),
        pdf_name("/T"): TextStringObject("Campo"),
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/Rect"): ArrayObject(map(NumberObject, (0, 0, 0, 0))),
    }
    ref = writer.add_object(DictionaryObject(box | more))
    if "/AcroForm" in writer.root:
        form = writer.root["/AcroForm"]
        form["/Fields"].append(ref)
        writer.update_container(form["/Fields"])
    else:
        form = {pdf_name("/Fields"): ArrayObject([ref]), pdf_name("/SigFlags"): NumberObject(3)}
        writer.root[pdf_name("/AcroForm")] = writer.add_object(DictionaryObject(form))
        writer.update_root()
