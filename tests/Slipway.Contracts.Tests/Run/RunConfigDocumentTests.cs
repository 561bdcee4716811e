using System.Text;
using Slipway.Contracts.Run;

namespace Slipway.Contracts.Tests.Run;

public sealed class RunConfigDocumentTests
{
    private const string Whole = """
        {"Hostname":"m1","ImageConfig":{"Entrypoint":["/e"],"Cmd":["a"],"Env":["A=1"],"WorkingDir":"/w","User":"app:grp","StopSignal":"SIGINT"},
        "ExecOverride":["/x"],"CmdOverride":["b","c"],"ExtraEnv":{"K":"v"},"UserOverride":"0","WorkingDirOverride":"/o","StopSignal":"TERM","Tty":true,
        "TtySize":{"Rows":24,"Columns":80},"Stdin":true,"Rootfs":{"Lower":["/dev/vdc"],"Spare":["/dev/vdd"],"Upper":"/dev/vdb"},"ReadOnlyRoot":true,
        "Mounts":[{"MountPath":"/data","DevicePath":"/dev/vdd","ReadOnly":false}],"IPConfigs":[{"IP":"10.0.2.15","Mask":24,"Gateway":"10.0.2.2"},
        {"IP":"fd00::2","Mask":64}],"Mtu":1420,"EtcResolv":{"Nameservers":["10.0.2.3"],"Search":["internal"],"Options":["ndots:1"]},
        "EtcHosts":[{"Host":"db","IP":"10.0.0.1","Desc":"the db"}],"Rlimits":[{"Type":"RLIMIT_NOFILE","Soft":10,"Hard":18446744073709551615}],
        "PlatformArchitecture":"amd64","SurvivesHost":true}
        """;

    [Fact]
    public void Parse_WholeDocument_WritesTheSameAgain()
    {
        var config = RunConfigDocument.Parse(Encoding.UTF8.GetBytes(Whole));
        Assert.Equal(80, config.TtySize!.Columns);
        Assert.Equal(ulong.MaxValue, config.Rlimits![0].Hard);
        Assert.Equal("v", config.ExtraEnv!["K"]);
        var written = RunConfigDocument.Serialize(config);
        Assert.Equal(written, RunConfigDocument.Serialize(RunConfigDocument.Parse(written)));
    }

    [Fact]
    public void Parse_OnlyAHostname_LeavesTheRestToTheImage()
    {
        var config = RunConfigDocument.Parse("""{"Hostname":"m"}"""u8);
        Assert.Null(config.Rootfs);
        Assert.False(config.Tty);
    }

    [Theory]
    [InlineData("", "run config")]
    [InlineData("null", "null")]
    [InlineData("{}", "Hostname")]
    [InlineData("""{"Hostname":null}""", "Hostname")]
    [InlineData("""{"Hostname":"a b"}""", "'a b'")]
    [InlineData("""{"Hostname":"m","Unknown":1}""", "Unknown")]
    [InlineData("""{"Hostname":"m","Rootfs":{"Lower":[]}}""", "Rootfs.Lower: 0 devices")]
    [InlineData("""{"Hostname":"m","Rootfs":{"Lower":[null]}}""", "Rootfs.Lower: an element is null")]
    [InlineData("""{"Hostname":"m","Rootfs":{"Lower":["vdb"]}}""", "'vdb'")]
    [InlineData("""{"Hostname":"m","Rootfs":{"Lower":["/dev/vdb"],"Spare":["vdc"]}}""", "'vdc'")]
    [InlineData("""{"Hostname":"m","RootDevice":"/dev/vdb","Rootfs":{"Lower":["/dev/vdb"]}}""", "exclude")]
    [InlineData("""{"Hostname":"m","ExecOverride":[]}""", "ExecOverride")]
    [InlineData("""{"Hostname":"m","WorkingDirOverride":"x"}""", "not absolute")]
    [InlineData("""{"Hostname":"m","ExtraEnv":{"A=B":"x"}}""", "'A=B'")]
    [InlineData("""{"Hostname":"m","ExtraEnv":{"A":null}}""", "ExtraEnv")]
    [InlineData("""{"Hostname":"m","IPConfigs":[{"IP":"10.0.0.1","Mask":33}]}""", "mask 33")]
    [InlineData("""{"Hostname":"m","IPConfigs":[{"IP":"10.0.0.1","Mask":24,"Gateway":"fd00::1"}]}""", "family")]
    [InlineData("""{"Hostname":"m","EtcHosts":[{"Host":"a\nb","IP":"10.0.0.1"}]}""", "no host name")]
    [InlineData("""{"Hostname":"m","Mounts":[{"MountPath":"/","DevicePath":"/dev/vdd"}]}""", "no directory")]
    [InlineData("""{"Hostname":"m","Rlimits":[{"Type":"NOFILE","Soft":2,"Hard":1}]}""", "above hard")]
    [InlineData("""{"Hostname":"m","TtySize":{"Rows":70000,"Columns":1}}""", "Rows")]
    public void Parse_Faulty_SaysWhat(string json, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => RunConfigDocument.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_SeveralFaults_ReportsAll()
    {
        var e = Assert.Throws<FormatException>(() => RunConfigDocument.Parse("""{"Hostname":"","RootDevice":"x","Mtu":1}"""u8));
        Assert.Contains("Hostname", e.Message, StringComparison.Ordinal);
        Assert.Contains("RootDevice", e.Message, StringComparison.Ordinal);
        Assert.Contains("Mtu", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooLong_IsRefusedBeforeItIsRead()
    {
        var e = Assert.Throws<FormatException>(() => RunConfigDocument.Parse(new byte[RunConfigDocument.MaxBytes + 1]));
        Assert.Contains("1048577", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MutatedDocuments_FailOnlyWithFormatException()
    {
        var random = new Random(20_260_103);
        var whole = Encoding.UTF8.GetBytes(Whole);
        for (var round = 0; round < 4000; round++)
        {
            var document = whole.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
                document[random.Next(document.Length)] = (byte)random.Next(256);
            try
            {
                _ = RunConfigDocument.Parse(document.AsSpan(0, random.Next(3) == 0 ? random.Next(document.Length) : document.Length));
            }
            catch (FormatException)
            {
                // The one way to say no.
            }
        }
    }
}
