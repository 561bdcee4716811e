using Slipway.Oci;

namespace Slipway.Images.Names;

/// <summary>A name that the store knows.</summary>
/// <param name="Name">The image's full name.</param>
/// <param name="Platform">The platform that was asked for.</param>
/// <param name="Digest">The manifest it meant.</param>
/// <param name="Pulled">When the source was asked.</param>
internal sealed record KnownName(string Name, Platform Platform, Digest Digest, DateTimeOffset Pulled);
