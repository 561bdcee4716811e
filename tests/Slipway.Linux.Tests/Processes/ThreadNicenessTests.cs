using System.Globalization;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Tests.Processes;

public sealed class ThreadNicenessTests
{
    [Fact]
    public void Add_OnAThread_CountsForThatAndForThoseItStarts()
    {
        var (before, own, started) = (NicenessOfThisThread(), 0, 0);
        Run(() =>
        {
            ThreadNiceness.Add(4);
            own = NicenessOfThisThread();
            Run(() => started = NicenessOfThisThread());
        });
        var expected = Math.Min(before + 4, 19);
        Assert.Equal((before, expected, expected), (NicenessOfThisThread(), own, started));
    }

    private static void Run(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        thread.Join();
    }

    /// <summary>proc(5), <c>stat</c>: the 19th field, after a name that may have spaces.</summary>
    private static int NicenessOfThisThread()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
