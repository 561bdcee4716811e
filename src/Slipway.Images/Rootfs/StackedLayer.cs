using Slipway.Filesystems;
using Slipway.Images.Conversion;

namespace Slipway.Images.Rootfs;

/// <summary>One layer of a stack.</summary>
/// <param name="Facts">What it says of those below it.</param>
/// <param name="Tree">Its filesystem; null when it is empty.</param>
internal sealed record StackedLayer(LayerFacts Facts, IFilesystemReader? Tree);
