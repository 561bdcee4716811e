using Slipway.Linux.Tools;

namespace Slipway.Linux.Tests.Tools;

public sealed class PipedToolTests
{
    [Fact]
    public async Task Ask_Program_ReadsTheInputAndAnswers() => Assert.Equal("héllo", await AskAsync("cat", [], "héllo"));

    [Fact]
    public async Task Ask_ProgramThatReadsNothing_AnswersAllTheSame() => Assert.Equal("ok\n", await AskAsync("echo", ["ok"], new string('x', 1_000_000)));

    [Fact]
    public async Task Ask_ProgramThatFails_SaysSo()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => AskAsync("sh", ["-c", "echo no >&2; exit 3"], ""));
        Assert.Contains("exit code 3: no", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Ask_NoSuchProgram_IsFileNotFound() => Assert.ThrowsAsync<FileNotFoundException>(() => AskAsync("slipway-no-such-program", [], ""));

    [Fact]
    public async Task Ask_TooMuchOutput_IsRefused()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => AskAsync("yes", [], ""));
        Assert.Contains("100 characters", error.Message, StringComparison.Ordinal);
    }

    private static Task<string> AskAsync(string program, string[] arguments, string input) =>
        PipedTool.AskAsync(program, arguments, input, "coreutils", maxChars: 100, TestContext.Current.CancellationToken);
}
