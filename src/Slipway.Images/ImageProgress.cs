using Slipway.Oci;

namespace Slipway.Images;

/// <summary>
/// One step on the way to an image; a value, so that reporting costs no allocation. Reported from several threads, for each layer at most
/// once per quarter MiB. A receiver that has to do more than remember the last value should do it on its own time.
/// </summary>
/// <param name="Phase">What happens.</param>
/// <param name="Layer">The layer it happens to, by its digest as stored; null when it happens to the image as a whole.</param>
/// <param name="DoneBytes">Bytes as stored that are through.</param>
/// <param name="TotalBytes">Bytes as stored there will be; 0 where that is not known.</param>
public readonly record struct ImageProgress(ImagePhase Phase, Digest? Layer, long DoneBytes, long TotalBytes)
{
    internal static ImageProgress Of(ImagePhase phase) => new(phase, null, 0, 0);
}
