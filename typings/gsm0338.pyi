# The package has no types of its own; this is what is used of it.
import codecs

class Codec(codecs.Codec): ...
