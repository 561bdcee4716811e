using Slipway.Oci;

namespace Slipway.Images.Tests.Pulling;

/// <summary>Bytes that are refused at their end, as sources do, unless they have a digest.</summary>
internal sealed class VerifyingSource(byte[] bytes, Digest digest) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => Verify(base.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Verify(base.Read(buffer, offset, count));

    private int Verify(int read) =>
        read > 0 || digest.Matches(ToArray()) ? read : throw new OciException(OciErrorCode.DigestMismatch, "it is damaged or was tampered with");
}
