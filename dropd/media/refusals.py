"""Why an encoder does not work, in plain words, from what FFmpeg says. Pure."""

import re

from dropd.media.endings import ProcessFault

KNOWN = (
    (r"Cannot load (libcuda|nvcuda|libnvidia-encode|nvEncodeAPI)", "no NVIDIA driver"),
    (r"cuInit.*failed|No capable devices found|no CUDA-capable device", "no NVIDIA card that can encode"),
    (r"minimum required Nvidia driver", "the NVIDIA driver is too old for this FFmpeg"),
    (r"OpenEncodeSessionEx failed|too many concurrent sessions", "the NVIDIA card takes no more encodes at a time"),
    (r"MFX session|mfx.*unsupported|MFX implementation", "no Intel Quick Sync"),
    (r"No VA display found|Failed to initialise VAAPI|vaInitialize", "no graphics card that VAAPI can use"),
    (r"amfrt.*failed to open|AMF.*not supported", "no AMD driver"),
    (r"VK_ERROR|[Vv]ulkan.*(not found|fail)", "no graphics card that Vulkan can use"),
    (r"Could not find a valid device", "no device that encodes"),
    (r"Permission denied", "dropd's user is in none of the groups video and render"),
    (
        r"Device creation failed",
        "no graphics card, or none that dropd's user may use",
    ),
    (r"Unrecognized option|Option .* not found|Unable to parse option", "this FFmpeg is too old for it"),
    (r"Error while opening encoder", "it cannot be opened"),
)
"""What FFmpeg says (versions 5.1 to 9), and what it means."""

NOISE = re.compile(r"^(\[[^\]]*\] ?)*")
"""`[h264_nvenc @ 0x55bebf1b88c0] ` and the like, before what is said."""


def plain_reason(fault: ProcessFault) -> str:
    """Return what keeps an encoder from working: in our words if known, else the first of FFmpeg's own."""
    for pattern, words in KNOWN:
        if re.search(pattern, fault.stderr):
            return words
    said = [NOISE.sub("", line).strip().rstrip(".") for line in fault.stderr.splitlines() if line.strip()]
    return f"FFmpeg says: {said[0]}" if said else fault.message.rstrip(".")
