using Slipway.Oci;

namespace Slipway.Images;

/// <summary>A name of an image.</summary>
/// <param name="Name">In full: <c>docker.io/library/alpine:latest</c>.</param>
/// <param name="Platform">The platform that was asked for by this name.</param>
/// <param name="Pulled">When the source was last asked.</param>
public sealed record ImageName(string Name, Platform Platform, DateTimeOffset Pulled);
