namespace Slipway.Registry.Blobs.S3;

/// <summary>What a request carries. Its hash is signed, so that the server takes these bytes or none; made anew for each attempt.</summary>
internal abstract class S3Payload(long length, string sha256)
{
    public long Length => length;

    /// <summary>SHA-256 of the bytes in lower-case hex.</summary>
    public string Sha256 => sha256;

    /// <summary>The bytes for one attempt; progress touches <paramref name="idle"/>.</summary>
    public abstract HttpContent CreateContent(IdleTimer idle);
}
