namespace Slipway.Daemon.Tests.Clients;

/// <summary>An image that skopeo has pushed.</summary>
/// <param name="Repository">Its name without the registry; its tag is 1.</param>
/// <param name="Digest">Of what the tag means, as skopeo says.</param>
/// <param name="PlatformDigest">Of the image for this platform; the same where there is no index.</param>
internal sealed record Seed(string Repository, string Digest, string PlatformDigest);
