using System.Security.Cryptography;

namespace Slipway.Registry.Blobs.S3;

/// <summary>A payload in memory.</summary>
internal sealed class S3Bytes(byte[] bytes) : S3Payload(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)))
{
    public override HttpContent CreateContent(IdleTimer idle) => new ByteArrayContent(bytes);
}
