"""What is said, as captions: sentences, their times in the sound, and the files beside the film."""
