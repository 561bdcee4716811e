using Slipway.Init.Machine;

namespace Slipway.Init.Tests.Machine;

public sealed class FarewellTests
{
    private readonly List<TimeSpan> _timers = [];

    [Fact]
    public void IsOver_NoHostEver_WaitsForTheTimer()
    {
        var farewell = new Farewell(_timers.Add);
        Assert.False(Look(farewell, connected: false, known: false));
        farewell.OnTimer();
        Assert.True(Look(farewell, connected: false, known: false));
        Assert.Equal([Farewell.Patience], _timers);
    }

    [Fact]
    public void IsOver_HostGone_GoesOnceTheChildrenAre()
    {
        var farewell = new Farewell(_timers.Add);
        Assert.False(Look(farewell, connected: false, known: true, childrenLeft: true));
        Assert.True(Look(farewell, connected: false, known: true));
    }

    [Fact]
    public void IsOver_EverythingSaid_WaitsForTheHostToClose()
    {
        var farewell = new Farewell(_timers.Add);
        Assert.False(Look(farewell, connected: true, known: true, delivered: true, idle: true));
        Assert.False(Look(farewell, connected: true, known: true, delivered: true, idle: true, progress: true));
        Assert.Equal([Farewell.Patience, Farewell.LastWord], _timers);
        Assert.True(Look(farewell, connected: false, known: true));
    }

    [Fact]
    public void IsOver_HostReadsOn_GetsMoreTime()
    {
        var farewell = new Farewell(_timers.Add);
        Assert.False(Look(farewell, connected: true, known: true, progress: true));
        Assert.Equal([Farewell.Patience, Farewell.Patience], _timers);
    }

    private static bool Look(
        Farewell farewell, bool connected, bool known, bool delivered = false, bool idle = false, bool progress = false, bool childrenLeft = false) =>
        farewell.IsOver(connected, known, delivered, idle, progress, childrenLeft);
}
