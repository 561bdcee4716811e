using Slipway.Init.Machine;

namespace Slipway.Init.Tests.Machine;

public sealed class SystemInformationTests
{
    [Fact]
    public void Read_ThisKernel_HasEveryCounter()
    {
        var info = SystemInformation.Read();
        Assert.True(info.Memory["MemTotal"] > 1024 * 1024);
        Assert.Equal(3, info.LoadAverage.Count);
        Assert.All(info.Cpus, cpu => Assert.Equal(10, cpu.Count));
        Assert.NotEmpty(info.Cpus);
        Assert.True(info.MaxOpenFiles > 0);
    }

    [Fact]
    public void ParseNetworks_HeadingAndLoopback_AreLeftOut()
    {
        const string Text = "Inter-| Receive\n face |bytes\n    lo: 1 2\n  eth0:10 20 30\n";
        var networks = SystemInformation.ParseNetworks(Text);
        Assert.Equal([10L, 20, 30], Assert.Single(networks, network => network.Key == "eth0").Value);
        Assert.Single(networks);
    }

    [Fact]
    public void ParseDisks_OnlyVirtioDisks_AreTaken()
    {
        const string Text = " 254 0 vda 1 2 3\n   7 0 loop0 9 9\n";
        Assert.Equal([1L, 2, 3], Assert.Single(SystemInformation.ParseDisks(Text)).Value);
    }

    [Fact]
    public void ParseMemory_KilobytesAndCounts_AreBytesAndCounts()
    {
        var memory = SystemInformation.ParseMemory("MemTotal:  2 kB\nHugePages_Total:       3\nbroken\n");
        Assert.Equal((2048L, 3L), (memory["MemTotal"], memory["HugePages_Total"]));
    }
}
