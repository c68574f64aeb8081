"""What a file's name alone says: trigger, control, half a transfer, conflict copy, junk, or ours.

The patterns are those of the tools that people copy with; each comment names its tools.
"""

import re
from dataclasses import dataclass

from dropd.durable import TEMPORARY_PREFIX

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
    | \.(part | partial | crdownload | opdownload | download)$   # browsers
    | \.(filepart | uploading | writing | tmp | temp | lftp)$ | ^\.in\.    # WinSCP, lftp and other clients
    | \.(!sync | syncpart | synctemp | icloud | unison)$        # Resilio, iCloud, Unison
    | \.(aria2 | !qb | !ut)$                                    # download managers
    | ^\.goutputstream- | ^\.com\.google\.chrome\.              # GNOME, Chrome
    | \.sw[opx]$ | ^4913$ | ~$ | ^\.\# | ^\#.*\#$               # vim, emacs
    | ^~\$ | ^\.~ | ^\._                                        # Office, LibreOffice, macOS
    | ^\.nfs[0-9a-f]{8,} | ^\.fuse_hidden | ^\.smbdelete        # deleted while open, on network disks
    """
)

_CONFLICT = re.compile(
    r"""(?ixs)
      \.sync-conflict-\d{8}-\d{6}                               # Syncthing
    | \(.*conflicted\ copy.*\) | _conflict-\d{8}-\d{6}          # Dropbox, Nextcloud
    | \((case | unicode\ encoding | selective\ sync | white\ space | shared\ folder)\ conflict.*\)
    | \ \(SFConflict\ .+\) | -safeBackup-\d{4} | \.conflict\d+  # Seafile, OneDrive, rclone
    | \ \(\d+\)(?=\.[^.]+$) | \ -\ Copy(\ \(\d+\))?(?=\.)       # browsers and Drive, Explorer
    """
)

_JUNK = re.compile(
    r"""(?ixs)
      \.ds_store | \._.* | \.appledouble | \.lsoverride | \.localized | \.apdisk | icon\r | __macosx
    | \.volumeicon\.icns | \.temporaryitems | \.trash.* | \.fseventsd | \.spotlight-v100   # macOS
    | (eh)?thumbs\.db | desktop\.ini | \$recycle\.bin | system\ volume\ information
    | .*\.lnk | .*:zone\.identifier                                                      # Windows
    | @eadir | @synoresource | \.synologyworkingdirectory | \.@__thumb                   # NAS
    | \#recycle | \#snapshot | @recycle                                                  # NAS
    | \.stfolder | \.stversions | \.stignore | \.sync | \.sync(id | ignore | archive)    # Syncthing, Resilio
    | \.dropbox | \.dropbox\.(attr | cache) | \.tmp\.drive(download | upload)            # Dropbox, Google
    | \.~tmp~ | \.rsync-(partial | tmp) | _unpack_.* | \.git | \.directory               # rsync, SABnzbd, KDE
    """
)


CANCEL_NAMES = ("cancel", "cancel.txt")
"""Files that end the jobs of a project; over scp nobody can delete a trigger."""


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


def is_partial(name: str) -> bool:
    """Whether a file looks like half a transfer. No veto: scenes.json may ask for a file of such a name."""
    return _PARTIAL.search(name) is not None


def is_conflict(name: str) -> bool:
    """Whether a file looks like the second copy that a sync client or a file browser makes."""
    return _CONFLICT.search(name) is not None


def is_junk(name: str) -> bool:
    """Whether a file or folder is what systems and sync clients leave lying about; never a part of a film."""
    return _JUNK.fullmatch(name) is not None


def is_own(name: str) -> bool:
    """Whether a file is a temporary of dropd's own."""
    return name.startswith(TEMPORARY_PREFIX)


def is_cancel(name: str) -> bool:
    """Whether a file asks for the running job to be cancelled."""
    return name.casefold() in CANCEL_NAMES


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _text_ending_warning(plain: str) -> str:
    return f"{plain} is taken as {plain[:-4]}: Windows hides the ending .txt. Rename it to be safe."
