namespace Slipway.Daemon.Tests.Clients;

/// <summary>How a client ended, and all that it said.</summary>
public sealed record ClientResult(string Command, int ExitCode, string Output)
{
    /// <summary>The output; failure fails the test with it.</summary>
    public string Expect()
    {
        Assert.True(ExitCode == 0, $"{Command}\nexit {ExitCode}: {Output}");
        return Output;
    }

    /// <summary>The output of a command that was meant to fail.</summary>
    public string ExpectFailure()
    {
        Assert.True(ExitCode != 0, $"{Command}\nwas expected to fail, but said: {Output}");
        return Output;
    }
}
