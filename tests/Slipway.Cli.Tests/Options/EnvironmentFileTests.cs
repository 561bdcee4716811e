using Slipway.Cli.Options;

namespace Slipway.Cli.Tests.Options;

public sealed class EnvironmentFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_DockersForms_AreTakenAsTheyStand()
    {
        File.WriteAllText(_path, "# comment\n\n  A=1\nB=two words \nC=\"quoted\" # not a comment\nEMPTY=\nNOT_SET_ANYWHERE\nPATH\n");
        var variables = EnvironmentFile.Read(_path).ToDictionary();
        Assert.Equal(["A", "B", "C", "EMPTY", "PATH"], variables.Keys);
        Assert.Equal("two words ", variables["B"]);
        Assert.Equal("\"quoted\" # not a comment", variables["C"]);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), variables["PATH"]);
    }

    [Theory]
    [InlineData("=x")]
    [InlineData("A B=x")]
    public void Read_LineWithoutName_NamesLineAndFile(string line)
    {
        File.WriteAllText(_path, "GOOD=1\n" + line + "\n");
        var error = Assert.Throws<FormatException>(() => EnvironmentFile.Read(_path).ToList());
        Assert.Contains($"line 2 of the environment file {_path}", error.Message, StringComparison.Ordinal);
    }
}
