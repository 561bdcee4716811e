using Slipway.Oci;

namespace Slipway.Images;

/// <summary>An image that stays until this is released, whatever becomes of the process that took it and of the machine it ran on.</summary>
/// <param name="Name">Who holds it.</param>
/// <param name="Image">What the image was called when it was taken.</param>
/// <param name="Digest">The manifest's digest.</param>
/// <param name="Platform">What the programs were built for.</param>
/// <param name="Taken">When.</param>
public sealed record NamedLease(LeaseName Name, string Image, Digest Digest, Platform Platform, DateTimeOffset Taken);
