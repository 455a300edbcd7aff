"""Which endings of file names are those of images, sounds and films: what an embed may show, and what Anki knows."""

SOUND_ENDINGS = frozenset({"aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"})
FILM_ENDINGS = frozenset({"3gp", "avi", "mkv", "mov", "mp4", "ogv", "webm"})
IMAGE_ENDINGS = frozenset(
    {"apng", "avif", "bmp", "gif", "ico", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"}
)
MEDIA_ENDINGS = SOUND_ENDINGS | FILM_ENDINGS | IMAGE_ENDINGS
