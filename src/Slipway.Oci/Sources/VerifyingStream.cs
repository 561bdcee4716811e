using System.Security.Cryptography;
using Slipway.Oci.Compression;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>
/// A blob's bytes, counted and hashed as they pass. The read that delivers the last byte the descriptor promises checks the digest
/// first, so that who reads exactly that many bytes has verified ones. Owns the stream underneath. <paramref name="subject"/> names the blob in messages.
/// </summary>
public sealed class VerifyingStream(Stream inner, Descriptor blob, string subject) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = blob.Digest.CreateHash();
    private long _count;
    private bool _verified;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        if (!buffer.IsEmpty)
            Take(buffer[..count]);
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        if (!buffer.IsEmpty)
            Take(buffer.Span[..count]);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _count += bytes.Length;
        if (_count > blob.Size)
            throw new OciException(OciErrorCode.DigestMismatch, $"{subject} goes on after the {blob.Size} bytes that its descriptor promises.");

        if (bytes.IsEmpty && _count < blob.Size)
            throw new OciException(OciErrorCode.DigestMismatch, $"{subject} ends after {_count} of the {blob.Size} bytes that its descriptor promises.");

        _hash.AppendData(bytes);
        if (_count == blob.Size && !_verified)
            Verify();
    }

    private void Verify()
    {
        var actual = Digest.FromHash(blob.Digest.Algorithm, _hash.GetHashAndReset());
        if (actual != blob.Digest)
            throw new OciException(OciErrorCode.DigestMismatch, $"{subject} has the right size, {blob.Size} bytes, but the digest {actual}: it is damaged or was tampered with.");
        _verified = true;
    }
}
