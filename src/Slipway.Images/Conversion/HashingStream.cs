using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>Hashes what is read through it. Owns the source.</summary>
internal sealed class HashingStream(Stream source, Digest expected) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = expected.CreateHash();

    /// <summary>The digest of all that was read; once, after the end.</summary>
    public Digest Finish() => Digest.FromHash(expected.Algorithm, _hash.GetHashAndReset());

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        _hash.AppendData(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
