namespace Slipway.Registry.Blobs.S3;

/// <summary>What requests are signed with. Prints only the key's public half.</summary>
/// <param name="SessionToken">Comes with temporary keys; null with lasting ones.</param>
public sealed record S3Credentials(string AccessKey, string SecretKey, string? SessionToken = null)
{
    public override string ToString() => $"S3 key {AccessKey}";
}
