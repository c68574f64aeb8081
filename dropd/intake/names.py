"""What a file's name alone says: trigger, control, half a transfer, conflict copy, junk, or ours.

The patterns are those of the tools that people copy with; each comment names its tools.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from dropd.durable import TEMPORARY_PREFIX

SCENES_FILE = "scenes.json"

_TRIGGER = re.compile(
    r"""(?ixs) (?: (?P<job_id> \d{8}T\d{6}Z-[0-9a-f]{4} ) \. )?
    (?P<plain> (?: (?P<stem> [^.] .* ) \. )? render \. (?: yaml | yml | json ) (?P<text_ending> \.txt )? )"""
)

_PARTIAL = re.compile(
    r"""(?ixs)
      ^\.syncthing\..*\.tmp$ | ^~syncthing~                     # Syncthing, Unix and Windows
    | ^\..+\.[a-z0-9]{6}$                                       # rsync
    | \.[0-9a-f]{8}\.partial$                                   # rclone
    | ^\..+\.~[0-9a-f]{1,8}$                                    # Nextcloud, ownCloud
    | \.(part | partial | crdownload | opdownload | download)$  # browsers
    | \.(filepart | uploading | writing | tmp | temp)$          # WinSCP and other clients
    | \.lftp$ | ^\.(in | deploying)\.                           # lftp
    | \.(!sync | sync(part | temp | old) | bts)$                # Resilio
    | \.icloud$ | \.unison(\.tmp)?$ | \.sb-[0-9a-f]{8}-[a-z0-9]{6}$      # iCloud, Unison, macOS
    | \.(aria2 | !qb | !ut)$                                    # download managers
    | ^\.goutputstream- | ^\.com\.google\.chrome\.              # GNOME, Chrome
    | \.sw[opx]$ | ^[._].*\.s[a-w][a-z]$ | ^4913$ | \.kate-swp$ # vim, Kate
    | ~$ | ^\.\# | ^\#.*\#$                                     # emacs
    | ^~\$ | ^\.~ | ^\._                                        # Office, LibreOffice, macOS
    | ^\.nfs[0-9a-f]{8,} | ^\.fuse_hidden | ^\.smbdelete        # deleted while open, on network disks
    """
)

_CONFLICT = re.compile(
    r"""(?ixs)
      \.sync-conflict-\d{8}-\d{6}(-[a-z0-9]+)?                 # Syncthing
    | _conflict-\d{8}-\d{6}                                    # ownCloud
    | \ ?\([^()]*conflicted\ copy[^()]*\)                      # Dropbox, Nextcloud
    | \ ?\([^()]*(case | encoding | sync | white\ space | folder)\ conflict[^()]*\)  # Dropbox
    | \ \(SFConflict\ .+\) | -[^-]+-safeBackup-\d{4} | \.conflict\d+  # Seafile, OneDrive for Linux, rclone
    | \ \(\d+\)(?=\.[^.]+$)                                     # browsers, Google Drive
    | \ (-\ )?(copy | kopie | copie)(\ \(?\d+\)?)?(?=\.[^.]+$)   # Explorer, Finder
    """
)

_OFTEN_HONEST = re.compile(r"\ \d{1,2}$|-[A-Z0-9][A-Za-z0-9_-]{0,14}$")

_JUNK = re.compile(
    r"""(?ixs)
      \.ds_store | \._.* | \.appledouble | \.lsoverride | \.localized | \.apdisk | icon\r | __macosx
    | \.volumeicon\.icns | \.temporaryitems | \.trash.* | \.fseventsd? | \.spotlight-v100
    | \.documentrevisions-v100 | \(a\ document\ being\ saved\ by\ .*\)                   # macOS
    | (eh)?thumbs(_vista)?\.db | desktop\.ini | \$recycle\.bin | system\ volume\ information
    | .*\.lnk | .*:zone\.identifier                                                      # Windows
    | @eadir | @synoresource | \.synologyworkingdirectory | \.@__thumb                   # NAS
    | \#recycle | \#snapshot | @recycle | lost\+found                                    # NAS, ext4
    | \.stfolder | \.stversions | \.stignore | \.sync | \.sync(id | ignore | archive)    # Syncthing, Resilio
    | \.dropbox | \.dropbox\.(attr | cache) | \.lock | _vti_.*                          # Dropbox, OneDrive
    | \.tmp\.drive(download | upload) | \.shortcut-targets-by-id                        # Google
    | \.?csync_(journal\.db.* | .*\.ctmp) | \.htaccess                                  # Nextcloud
    | \.~tmp~ | \.rsync-(partial | tmp) | _unpack_.* | \.git | \.directory               # rsync, SABnzbd, KDE
    """
)


@dataclass(frozen=True, slots=True)
class TriggerName:
    """The name of a trigger, taken apart."""

    plain: str
    """Without the job id, as its owner chose it: `kitchen.render.yaml`."""
    job_id: str | None
    """Given when the trigger was dragged back from done/ or failed/."""
    stem_for_output: str
    """The film's name without ending: `kitchen`, or `video` for a plain `render.yaml`."""
    warning: str | None = None


def trigger_name(file_name: str) -> TriggerName | None:
    """Take a trigger's name apart; None if the file is no trigger.

    Conflict copies, halves of transfers and names that are not UTF-8 (no report could hold them) are none.
    """
    match = _TRIGGER.fullmatch(file_name)
    if match is None or is_partial(file_name) or is_conflict(file_name) or not _is_text(file_name):
        return None
    plain = match["plain"]
    return TriggerName(
        plain=plain,
        job_id=match["job_id"],
        stem_for_output=match["stem"] or "video",
        warning=_text_ending_warning(plain) if match["text_ending"] else None,
    )


def triggers_among(paths: Iterable[str]) -> dict[str, TriggerName]:
    """The triggers among paths below `input/`, in their order: those that lie in it directly."""
    names = ((path, trigger_name(path)) for path in sorted(paths) if "/" not in path)
    return {path: name for path, name in names if name is not None}


def is_partial(name: str) -> bool:
    """Whether a file looks like half a transfer. No veto: scenes.json may ask for a file of such a name."""
    return _PARTIAL.search(name) is not None


def is_conflict(name: str) -> bool:
    """Whether a file looks like the second copy that a sync client or a file browser makes."""
    return _CONFLICT.search(name) is not None


def original_of(name: str, beside: Container[str]) -> str | None:
    """The file of which another one in its folder is a second copy, by its name; None if it is none.

    OneDrive adds a mere `-LAPTOP7`, Finder and iCloud a mere ` 2`: that means something beside the original only.
    """
    stem, dot, ending = name.rpartition(".")
    bare = _OFTEN_HONEST.sub("", stem) if dot else name
    originals = (_CONFLICT.sub("", name), f"{bare}{dot}{ending}")
    return next((original for original in originals if original != name and original in beside), None)


def is_junk(name: str) -> bool:
    """Whether a file or folder is what systems and sync clients leave lying about; never a part of a film."""
    return _JUNK.fullmatch(name) is not None


def is_own(name: str) -> bool:
    """Whether a file is a temporary of dropd's own."""
    return name.startswith(TEMPORARY_PREFIX)


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _text_ending_warning(plain: str) -> str:
    return f"{plain} is taken as {plain[:-4]}: Windows hides the ending .txt. Rename it to be safe."
