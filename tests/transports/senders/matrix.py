"""Every way in which a drop can arrive, by the name that `--only` and the table use."""

from collections.abc import Callable, Mapping

from tests.transports.senders import local, rsync, smb, ssh, syncing, writers
from tests.transports.senders.shipment import Shipment

Sender = Callable[[Shipment], None]
"""Sends a drop; returns when its last byte has been sent."""

SENDERS: Mapping[str, Sender] = {
    "scp": ssh.scp,
    "scp-legacy": ssh.scp_legacy,
    "sftp-put": ssh.sftp_put,
    "sftp-reput": ssh.sftp_reput,
    "rsync": rsync.rsync,
    "rsync-inplace": rsync.rsync_inplace,
    "rsync-partial": rsync.rsync_partial,
    "smb-mput": smb.smb_mput,
    "smb-put": smb.smb_put,
    "syncthing": syncing.syncthing,
    "cp": local.cp,
    "mv": local.mv,
    "mv-across": local.mv_across,
    "preallocating": writers.preallocating,
    "sparse": writers.sparse,
    "stalling": writers.stalling,
    "reopening": writers.reopening,
}
