namespace Slipway.Oci.Tar;

/// <summary>Where a header stands in an archive, for error messages.</summary>
/// <param name="EntryIndex">How many entries were read before this one.</param>
/// <param name="Offset">Byte offset of the header in the uncompressed stream.</param>
internal readonly record struct TarPosition(long EntryIndex, long Offset);
