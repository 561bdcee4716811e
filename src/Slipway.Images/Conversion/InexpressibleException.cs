namespace Slipway.Images.Conversion;

/// <summary>A layer asks of those below it what overlayfs cannot show, or what takes too long to find out. Never leaves <see cref="LayerConverter"/> and <see cref="Rootfs.RootfsStack"/>.</summary>
internal sealed class InexpressibleException(string reason) : Exception(reason);
