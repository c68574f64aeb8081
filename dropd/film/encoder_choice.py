"""Which encoder a job uses: the one that was asked for if it proves itself on this machine, else libx264.

The choice holds for one job. Nothing is remembered: a driver may be mended, or a card be less busy, until the next.
"""

from dataclasses import dataclass

from dropd.errors import RenderFault
from dropd.film.encoder_recipe import AUTO, Recipe, Tune, recipe_for
from dropd.media.builds import FfmpegBuild
from dropd.media.encoder_options import SURE_ENCODER, Wish, h264_encoders
from dropd.media.encoder_trial import refusal
from dropd.media.endings import ProcessFault, StartFault
from dropd.media.refusals import plain_reason


@dataclass(frozen=True, slots=True)
class Choice:
    """How all chunks of a film are encoded, how libx264 would do it, and what the user should be told of it."""

    recipe: Recipe
    sure: Recipe
    warning: str | None = None

    def instead(self, fault: RenderFault) -> "Choice | None":
        """What to make the whole film with after it failed; None if the encoder cannot be the reason.

        The whole film, because parts of two encoders do not join. If something else was wrong, it fails again.
        """
        encoder = self.recipe.usual.encoder
        if encoder == SURE_ENCODER or isinstance(fault, StartFault):
            return None
        reason = plain_reason(fault) if isinstance(fault, ProcessFault) else fault.message.rstrip(".")
        return Choice(
            self.sure,
            self.sure,
            f"The encoder {encoder} failed in the middle of the film ({reason}), so the film is made with libx264.",
        )


def choose(encoder: str, wish: Wish, *, tune: Tune, draft: bool, build: FfmpegBuild) -> Choice:
    """Return the encoder that was asked for after a trial with the film's own size and options, or libx264.

    Takes a second or two for any but libx264. Raises NoSpaceFault, StartFault.
    """
    sure = recipe_for(SURE_ENCODER, wish, tune=tune, draft=draft)
    if encoder in (AUTO, SURE_ENCODER):
        return Choice(sure, sure)
    known = h264_encoders(build)
    if encoder not in known:
        return Choice(
            sure,
            sure,
            f"FFmpeg {build.version} has no H.264 encoder {encoder}, so the film is made with libx264. "
            f"It has: {', '.join(known)}.",
        )
    recipe = recipe_for(encoder, wish, tune=tune, draft=draft)
    reason = refusal(build, recipe.usual, wish)
    if reason is None:
        return Choice(recipe, sure)
    return Choice(
        sure,
        sure,
        f"The encoder {encoder} does not work on this machine ({reason}), so the film is made with libx264.",
    )
