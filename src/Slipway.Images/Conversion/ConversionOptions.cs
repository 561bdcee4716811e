namespace Slipway.Images.Conversion;

/// <summary>What the operator allows an image. Nothing here changes the bytes of an image that is allowed.</summary>
/// <param name="MaxUncompressedBytes">
/// Bytes of all layers' tars together: bounds the image and, since a gzip blob may unpack to its thousandfold, the time a pull can take.
/// </param>
/// <param name="Niceness">How much the threads of a layer that is converted for itself give way to others, see <see cref="Linux.Processes.ThreadNiceness"/>.</param>
public sealed record ConversionOptions(long MaxUncompressedBytes = 128L << 30, int Niceness = 0);
