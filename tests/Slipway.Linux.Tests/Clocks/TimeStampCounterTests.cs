using System.Runtime.InteropServices;
using Slipway.Linux.Clocks;

namespace Slipway.Linux.Tests.Clocks;

public sealed class TimeStampCounterTests
{
    [Fact]
    public void Measure_Twice_AgreesWithinOneInAThousand()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("only x86-64 has this counter");

        var first = TimeStampCounter.MeasureKilohertz(TimeSpan.FromMilliseconds(10));
        var second = TimeStampCounter.MeasureKilohertz(TimeSpan.FromMilliseconds(10));

        TestContext.Current.TestOutputHelper?.WriteLine($"{first} kHz, {second} kHz");
        Assert.NotNull(first);
        Assert.InRange(second!.Value, first.Value - (first.Value / 1000), first.Value + (first.Value / 1000));
    }
}
