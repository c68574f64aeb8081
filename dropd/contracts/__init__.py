"""The files that users write and read, as frozen values: scenes.json, the trigger, status.json."""
