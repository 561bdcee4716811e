namespace Slipway.Init.Machine;

/// <summary>Decides when a machine whose main process has ended may go: when the host has heard everything, or will not.</summary>
/// <remarks>Bytes that the carrier has taken may still be in the VMM, which drops them when the machine restarts. So a host that has been told
/// everything closes the link, and that is the end; the timer bounds a host that does not.</remarks>
internal sealed class Farewell
{
    /// <summary>How long a host may take to come, to ask, or to read on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a host that was told everything may take to close the link.</summary>
    public static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    private readonly Action<TimeSpan> _startTimer;
    private bool _isSaid;
    private bool _isTimeUp;

    /// <param name="startTimer">Starts the timer, or starts it again.</param>
    public Farewell(Action<TimeSpan> startTimer)
    {
        _startTimer = startTimer;
        startTimer(Patience);
    }

    /// <summary>The timer has run out.</summary>
    public void OnTimer() => _isTimeUp = true;

    /// <summary>Looks at where things are after a round of the loop.</summary>
    /// <param name="connected">A host is at the other end.</param>
    /// <param name="known">A host has talked with this machine.</param>
    /// <param name="delivered">Somebody was told the outcome.</param>
    /// <param name="idle">No stream is open and nothing waits to be sent.</param>
    /// <param name="progress">Something was sent in this round.</param>
    /// <param name="childrenLeft">Killed processes are not gone yet.</param>
    /// <returns>True when the machine may go.</returns>
    public bool IsOver(bool connected, bool known, bool delivered, bool idle, bool progress, bool childrenLeft)
    {
        if (_isTimeUp)
            return true;
        if (!connected && known)
            return !childrenLeft;
        if (connected && delivered && idle && !_isSaid)
        {
            _isSaid = true;
            _startTimer(LastWord);
        }
        else if (progress && !_isSaid)
        {
            _startTimer(Patience);
        }

        return false;
    }
}
