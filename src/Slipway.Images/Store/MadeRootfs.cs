using Slipway.Images.Layers;
using Slipway.Images.Rootfs;

namespace Slipway.Images.Store;

/// <summary>The rootfs of an image in one format.</summary>
/// <param name="Version">What wrote its layers.</param>
/// <param name="Record">What it is stacked of.</param>
internal sealed record MadeRootfs(WriterVersion Version, RootfsRecord Record);
