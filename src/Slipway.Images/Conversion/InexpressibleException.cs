namespace Slipway.Images.Conversion;

/// <summary>A layer asks of those below it what overlayfs cannot show. Never leaves <see cref="LayerConverter"/>.</summary>
internal sealed class InexpressibleException(string reason) : Exception(reason);
