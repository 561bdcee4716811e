namespace Slipway.Contracts.GuestLink;

/// <summary>The receiver's side of a channel's flow control: checks that the peer keeps to its credit, and says when to grant more.</summary>
/// <remarks>Bytes received and not yet consumed never exceed <see cref="LinkLimits.InitialCreditBytes"/>. Not thread safe.</remarks>
public sealed class ReceiveWindow
{
    // Grants come in halves of the window: few small frames, and the sender never runs dry while the consumer keeps up.
    private const int GrantBytes = LinkLimits.InitialCreditBytes / 2;

    private int _outstanding = LinkLimits.InitialCreditBytes;
    private int _consumed;

    /// <summary>Notes received bytes; false when the peer sent more than it was granted: a violation.</summary>
    public bool TryReceive(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _outstanding)
            return false;
        _outstanding -= count;
        return true;
    }

    /// <summary>Notes bytes handed on to their consumer; returns how many to grant the peer now, or 0.</summary>
    public int Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _consumed += count;
        if (_consumed < GrantBytes)
            return 0;
        var grant = _consumed;
        _consumed = 0;
        _outstanding += grant;
        return grant;
    }
}
