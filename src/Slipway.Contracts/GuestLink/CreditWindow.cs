using System.Buffers.Binary;

namespace Slipway.Contracts.GuestLink;

/// <summary>The sender's side of a channel's flow control: how many bytes the peer still takes. Starts at <see cref="LinkLimits.InitialCreditBytes"/>.</summary>
/// <remarks>Not thread safe; the sender's loop owns it.</remarks>
public sealed class CreditWindow
{
    /// <summary>Bytes that may be sent now.</summary>
    public int Available { get; private set; } = LinkLimits.InitialCreditBytes;

    /// <summary>Takes at most <paramref name="wanted"/> bytes, and at most one frame's worth, out of the credit; 0 = wait for a grant.</summary>
    public int Take(int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        var taken = Math.Min(Math.Min(wanted, Available), LinkLimits.MaxPayloadBytes);
        Available -= taken;
        return taken;
    }

    /// <summary>Adds what a Credit frame's payload grants.</summary>
    /// <returns>False when the payload is malformed or the peer granted more than <see cref="LinkLimits.MaxCreditBytes"/>: a violation.</returns>
    public bool TryGrant(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != sizeof(uint))
            return false;
        var granted = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (granted > LinkLimits.MaxCreditBytes || Available + (int)granted > LinkLimits.MaxCreditBytes)
            return false;
        Available += (int)granted;
        return true;
    }
}
