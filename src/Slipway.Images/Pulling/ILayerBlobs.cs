using Slipway.Oci.Manifests;

namespace Slipway.Images.Pulling;

/// <summary>Where an image's layers are read from, as they are stored.</summary>
internal interface ILayerBlobs
{
    /// <summary>Ends when the first bytes of a layer can be read.</summary>
    Task BeginsAsync(Descriptor layer, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a layer from its first byte. Its end is told once size and digest are the descriptor's; where they are not, reading fails. The caller disposes it.
    /// </summary>
    /// <param name="layer">As the manifest has it.</param>
    /// <param name="cancellationToken">Ends the opening, and a read that waits for bytes.</param>
    Task<Stream> OpenAsync(Descriptor layer, CancellationToken cancellationToken);
}
