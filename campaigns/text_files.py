"""Text files: read in UTF-8 up to a size, written whole or not at all."""

from pathlib import Path

from campaigns.errors import Problem
from campaigns.problems import refuse

MAX_BYTES = 1_000_000


def read_text(path: Path, name: str) -> str:
    """Read a text file of at most MAX_BYTES.

    Parameters
    ----------
    path : where it is.
    name : what its reader knows it by, for the error.

    Raises
    ------
    InvalidInput
        If it is no regular file, too long, not plain UTF-8 or not readable.
    """
    try:
        if not path.is_file():
            found, mend = "is no regular file; wanted a text file", "write one"
        elif (size := path.stat().st_size) > MAX_BYTES:
            found, mend = f"has {size} bytes; wanted at most {MAX_BYTES}", "shorten it"
        else:
            text = path.read_bytes().decode("utf-8")
            if not text.startswith("\ufeff"):
                return text
            found, mend = "begins with a byte-order mark; wanted plain UTF-8", "save it as UTF-8 without BOM"
    except UnicodeDecodeError as error:
        found, mend = f"is not UTF-8 (byte {error.start}); wanted UTF-8", "save it with that encoding"
    except OSError as error:
        found, mend = f"cannot be read ({error.strerror}); wanted a readable file", "mend its permissions"
    refuse([Problem(name, 0, found, mend)])
    return ""


def write_whole(path: Path, text: str) -> None:
    r"""Write beside and rename, so that a reader never sees half a file; line ends stay as they are.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), "one\n")
    ...     read_text(Path(folder, "a.txt"), "a.txt"), [path.name for path in Path(folder).iterdir()]
    ('one\n', ['a.txt'])
    """
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(path)
