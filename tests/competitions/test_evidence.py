"""Files: type by content, limits, duplicates, traces, public copies without metadata."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from bantar.trace.models import TraceEntry
from bantar.web.errors import Refusal
from competitions import evidence_files as files
from competitions.enums import DocumentKind, NominationStatus
from competitions.models import Evidence, Nomination, ReleasedPhoto
from competitions.refusals import NotEditable
from competitions.services import evidence as acts
from tests.factories import NOW, create_nomination, create_user


pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **save: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "#1b7f4b").save(data, kind, **save)  # type: ignore[arg-type]
    return data.getvalue()


def draft() -> Nomination:
    return create_nomination(status=NominationStatus.DRAFT)


def add(nomination: Nomination, data: bytes, name: str = "foto.jpg", kind: str = DocumentKind.PHOTO) -> Evidence:
    upload = SimpleUploadedFile(name, data, content_type="application/x-lies")
    return acts.add_evidence(nomination=nomination, kind=kind, upload=upload, by=None, now=NOW)


@pytest.mark.parametrize(
    ("data", "name", "kind", "content_type"),
    [
        (picture("JPEG"), "foto.jpg", "photo", "image/jpeg"),
        (picture("PNG"), "foto.jpg", "photo", "image/png"),
        (picture("MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "hp.jpg", "photo", "image/jpeg"),
        (picture("WEBP"), "foto.exe", "photo", "image/webp"),
        (PDF, "foto.jpg", "statement", "application/pdf"),
        (picture("JPEG"), "pernyataan.pdf", "statement", "image/jpeg"),
    ],
    ids=["jpeg", "png", "mpo", "webp", "pdf", "jpeg named pdf"],
)
def test_the_content_says_what_a_file_is(data: bytes, name: str, kind: str, content_type: str) -> None:
    nomination = draft()

    evidence = add(nomination, data, name, kind)

    assert (evidence.content_type, evidence.size, evidence.original_name) == (content_type, len(data), name)
    assert evidence.file.name == f"evidence/{nomination.pk}/{evidence.public_id}"
    assert evidence.file.read() == data
    assert TraceEntry.objects.about(nomination).get().details == {"file": name, "kind": kind}


def truncated() -> bytes:
    noise = io.BytesIO()
    Image.effect_noise((400, 400), 80).convert("RGB").save(noise, "JPEG")
    return noise.getvalue()[: len(noise.getvalue()) // 2]


def huge() -> bytes:
    """200 million pixels in a few kilobytes."""
    data = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (lambda: b"", "kosong.jpg", files.FileEmpty),
        (lambda: b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024), "besar.jpg", files.FileTooLarge),
        (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.HEIC", files.FileIsHeic),
        (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.jpg", files.FileIsHeic),
        (lambda: b"MZ\x90\0 this program cannot be run", "foto.jpg", files.FileTypeUnknown),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg", files.FileTypeUnknown),
        (lambda: b"<html><script>alert(1)</script>", "a.pdf", files.FileTypeUnknown),
        (lambda: picture("GIF"), "a.gif", files.FileTypeUnknown),
        (lambda: picture("TIFF"), "a.jpg", files.FileTypeUnknown),
        (lambda: b"PK\x03\x04 docx", "surat.docx", files.FileTypeUnknown),
        (lambda: b"hello", "a.txt", files.FileTypeUnknown),
        (truncated, "separuh.jpg", files.ImageBroken),
        (lambda: picture("PNG")[:60], "separuh.png", files.ImageBroken),
        (huge, "bom.png", files.ImageTooManyPixels),
        (lambda: PDF, "dokumen.pdf", acts.PhotoMustBeImage),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(data: Callable[[], bytes], name: str, refusal: type[Refusal]) -> None:
    nomination = draft()

    with pytest.raises(refusal) as refused:
        add(nomination, data(), name)

    assert name in str(refused.value)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\foto.jpg", "foto.jpg"),
        ("a\u202egpj.exe\n.jpg", "agpj.exe.jpg"),
        ("\0", "berkas"),
        ("x" * 300 + ".jpg", "x" * 100 + "….jpg"),
    ],
)
def test_names_are_shown_clean_and_never_a_path(name: str, shown: str) -> None:
    assert files.clean_name(name) == shown


def test_the_same_file_counts_once_until_removed() -> None:
    nomination, data = draft(), picture()
    first = add(nomination, data, "a.jpg")

    with pytest.raises(acts.EvidenceTwice, match=r"a\.jpg"):
        add(nomination, data, "b.jpg")
    acts.remove_evidence(evidence=first, by=None, now=NOW)

    assert add(nomination, data, "b.jpg").original_name == "b.jpg"
    first.refresh_from_db()
    assert first.removed_at == NOW
    assert first.file.read() == data
    assert [entry.act for entry in TraceEntry.objects.about(nomination)] == [
        "evidence.added",
        "evidence.removed",
        "evidence.added",
    ]
    with pytest.raises(acts.EvidenceRemoved):
        acts.remove_evidence(evidence=first, by=None, now=NOW)


def test_two_uploads_at_once_meet_the_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    nomination, data = draft(), picture()
    add(nomination, data)
    monkeypatch.setattr(acts, "_refuse_twice", lambda *_: None)

    with pytest.raises(acts.EvidenceTwice):
        add(nomination, data)

    assert Evidence.objects.count() == 1


def test_an_entry_holds_so_many_files(settings: object) -> None:
    settings.EVIDENCE_MAX_FILES = 1  # type: ignore[attr-defined]
    nomination = draft()
    add(nomination, picture())

    with pytest.raises(acts.TooMuchEvidence):
        add(nomination, picture("PNG"))


def test_evidence_of_a_submitted_entry_stays_as_it_is() -> None:
    nomination = draft()
    evidence = add(nomination, picture())
    Nomination.objects.filter(pk=nomination.pk).update(status="submitted")

    with pytest.raises(NotEditable):
        add(nomination, picture("PNG"))
    with pytest.raises(NotEditable):
        acts.remove_evidence(evidence=evidence, by=None, now=NOW)


def test_a_released_copy_is_small_upright_and_bare() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Kamera rahasia"
    data = picture(size=(3200, 1600), exif=exif, comment=b"rahasia", icc_profile=b"rahasia")
    nomination, committee = draft(), create_user()
    evidence = add(nomination, data)

    photo = acts.release_photo(evidence=evidence, caption=" Gerbang RT ", by=committee, now=NOW)

    copy = photo.file.read()
    assert (photo.width, photo.height, photo.caption) == (800, 1600, "Gerbang RT")
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.format, image.size) == ("JPEG", (800, 1600))
        assert not image.getexif()
        assert {"comment", "icc_profile", "exif"}.isdisjoint(image.info)
    assert b"rahasia" not in copy
    assert TraceEntry.objects.about(nomination)[0].act == "photo.released"
    with pytest.raises(acts.AlreadyReleased):
        acts.release_photo(evidence=evidence, caption="", by=committee, now=NOW)
    with pytest.raises(acts.PhotoReleased):
        acts.remove_evidence(evidence=evidence, by=committee, now=NOW)


def test_png_text_and_transparency_do_not_survive() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "rahasia")
    data = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(data, "PNG", pnginfo=info)

    copy, width, height = files.public_copy(io.BytesIO(data.getvalue()), name="a.png")

    assert (width, height) == (10, 10)
    assert b"rahasia" not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_release_is_withdrawn_with_its_file(django_capture_on_commit_callbacks: object) -> None:
    committee = create_user()
    evidence = add(draft(), picture())
    photo = acts.release_photo(evidence=evidence, caption="", by=committee, now=NOW)
    storage, name = photo.file.storage, photo.file.name

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        acts.withdraw_release(evidence=evidence, by=committee, now=NOW)

    assert not ReleasedPhoto.objects.exists()
    assert not storage.exists(name)
    with pytest.raises(acts.NotReleased):
        acts.withdraw_release(evidence=evidence, by=committee, now=NOW)


def test_documents_are_not_released() -> None:
    evidence = add(draft(), PDF, "a.pdf", DocumentKind.STATEMENT)

    with pytest.raises(acts.NotAPhoto):
        acts.release_photo(evidence=evidence, caption="", by=create_user(), now=NOW)
