using System.Text;
using CsCheck;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;

namespace Slipway.Init.Tests.Boot;

public sealed class RunConfigReaderTests
{
    private static readonly RunConfig Full = new()
    {
        Hostname = "box",
        ImageConfig = new ImageConfig { Entrypoint = ["/e"], Cmd = ["c", "\u00e9\n"], Env = ["A=1"], WorkingDir = "/w", User = "u", StopSignal = "INT" },
        ExecOverride = ["x"],
        CmdOverride = [],
        ExtraEnv = new Dictionary<string, string> { ["B"] = "2", ["C"] = "" },
        UserOverride = "1:2",
        WorkingDirOverride = "/o",
        StopSignal = "9",
        Tty = true,
        TtySize = new TerminalSize { Rows = 24, Columns = 80 },
        Stdin = true,
        Rootfs = new RootfsConfig { Lower = ["/dev/vdb", "/dev/vdc"], Upper = "/dev/vdd" },
        ReadOnlyRoot = true,
        Mounts = [new VolumeMount { MountPath = "/data", DevicePath = "/dev/vde", ReadOnly = true }],
        IPConfigs = [new IpConfig { IP = "10.0.0.2", Mask = 24, Gateway = "10.0.0.1" }, new IpConfig { IP = "fd00::2", Mask = 64 }],
        Mtu = 1420,
        EtcResolv = new EtcResolv { Nameservers = ["10.0.0.3"], Search = ["s"], Options = ["ndots:1"] },
        EtcHosts = [new EtcHost { Host = "db", IP = "10.0.0.9", Desc = "d" }],
        Rlimits = [new RlimitConfig { Type = "RLIMIT_NOFILE", Soft = 1024, Hard = ulong.MaxValue }],
        PlatformArchitecture = "amd64",
        SurvivesHost = true,
    };

    [Fact]
    public void TryRead_EveryMember_IsWhatTheSerialiserReads()
    {
        var bytes = RunConfigDocument.Serialize(Full);
        Assert.Equal(bytes, RunConfigDocument.Serialize(RunConfigReader.TryRead(bytes)!));
    }

    [Fact]
    public void TryRead_OnlyTheMandatoryMember_IsWhatTheSerialiserReads() =>
        Assert.Equal(new RunConfig { Hostname = "h" }, RunConfigReader.TryRead("{\"Hostname\":\"h\"}"u8));

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Hostname\":null}")]
    [InlineData("{\"Hostname\":1}")]
    [InlineData("{\"Hostname\":\"h\",\"New\":1}")]
    [InlineData("{\"Hostname\":\"h\",\"Tty\":\"yes\"}")]
    [InlineData("{\"Hostname\":\"h\",\"CmdOverride\":[null]}")]
    [InlineData("{\"Hostname\":\"h\",\"Rlimits\":[{\"Type\":\"NOFILE\",\"Soft\":-1,\"Hard\":1}]}")]
    [InlineData("{\"Hostname\":\"h\",\"TtySize\":{\"Rows\":1}}")]
    [InlineData("{\"Hostname\":\"h\"} {}")]
    public void TryRead_Surprise_IsLeftToTheSerialiser(string document) => Assert.Null(RunConfigReader.TryRead(Encoding.UTF8.GetBytes(document)));

    [Fact]
    public void TryRead_DamagedDocument_NeverDisagreesWithTheSerialiser()
    {
        var good = RunConfigDocument.Serialize(Full);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[1, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good[..length];
            bytes[Math.Min(at, length - 1)] = value;
            if (RunConfigReader.TryRead(bytes) is { } config && RunConfigFaults.Find(config).Count == 0)
                Assert.Equal(RunConfigDocument.Serialize(RunConfigDocument.Parse(bytes)), RunConfigDocument.Serialize(config));
        });
    }
}
