"""Which packets of a sound are encoded together, and what an encoder must hear for them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from dropd.film.sound.tracks import Excerpt, Track
from dropd.media.ffmpeg import AAC_FRAME_SAMPLES

SEGMENT_PACKETS = 27 * 75
"""75 packets are 16 steps of the loudness: so the steps of a film are those of its segments. 43 s: of shorter ones an
encoder is started more often, of longer ones fewer cores have some (30 s: 3 % more of one core for a film's sound)."""
PREROLL_PACKETS = 75
"""After so long the bit rate has settled, too: at a seam a voice has the noise that it has elsewhere, within 1.5 dB."""
POSTROLL_PACKETS = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """Which packets of a sound are encoded together. Packet k is heard from sample (k - 1) * 1024 on."""

    first_packet: int
    end_packet: int
    of_samples: int

    @property
    def given_from_packet(self) -> int:
        """With which packet its encoder begins."""
        return max(self.first_packet - PREROLL_PACKETS, 0)

    def given(self, track: Track) -> Excerpt:
        """What its encoder hears."""
        end = min((self.end_packet + POSTROLL_PACKETS) * AAC_FRAME_SAMPLES, self.of_samples)
        return Excerpt(track, self.given_from_packet * AAC_FRAME_SAMPLES, end)

    @property
    def heard(self) -> tuple[int, int]:
        """Which samples of what was given to its encoder are heard when its own packets are played."""
        given = self.given_from_packet * AAC_FRAME_SAMPLES
        first = max(self.first_packet - 1, 0) * AAC_FRAME_SAMPLES
        return first - given, min((self.end_packet - 1) * AAC_FRAME_SAMPLES, self.of_samples) - given


def segments_of(samples: int) -> Iterator[Segment]:
    """Cut a sound into segments."""
    first, packets = 0, _packets(samples)
    while first < packets:
        # The first packet of all comes before the sound.
        end = min(max(first, 1) + SEGMENT_PACKETS, packets)
        yield Segment(first, end, samples)
        first = end


def at_once(samples: int) -> Segment:
    """A sound as one segment."""
    return Segment(0, _packets(samples), samples)


def _packets(samples: int) -> int:
    """One more than the samples fill."""
    return ceil(samples / AAC_FRAME_SAMPLES) + 1
