namespace Slipway.Machines.Tests.Running;

/// <summary>What a <c>slipway</c> process left behind.</summary>
internal sealed record SlipwayResult(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code, with everything that was said when it is another.</summary>
    public SlipwayResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }
}
