using Microsoft.Win32.SafeHandles;
using Slipway.Images.Conversion;

namespace Slipway.Images.Pulling;

/// <summary>Writes the file system that <paramref name="layers"/> (lowest first) add up to, to an empty file.</summary>
/// <param name="progress">Receives the bytes as stored that were read, over all layers.</param>
internal delegate Task RootfsConverter(
    SafeFileHandle output, IReadOnlyList<LayerInput> layers, IProgress<long> progress, CancellationToken cancellationToken);
