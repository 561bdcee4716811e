using System.Diagnostics;

namespace Slipway.Images.Tests.Store;

/// <summary>This program again, as <see cref="ChaosChild"/>. Disposed after <see cref="KillAsync"/>.</summary>
internal sealed class ChaosProcess : IDisposable
{
    private readonly Process _process;
    private bool _isKilled;

    public ChaosProcess(string directory, ChaosContent content, string snapshotter, int seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Images.Tests");
        string[] arguments = [ChaosChild.Verb, directory, content.File, snapshotter, seed.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        // Most do not live long enough for what the compiler learns by watching them: a quarter of their time.
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, Environment = { ["DOTNET_TieredPGO"] = "0" } })!;
    }

    /// <summary>Lets it do some lines' work and then go on for a moment.</summary>
    public async Task RunAsync(int lines, TimeSpan delay)
    {
        for (var i = 0; i < lines; i++)
        {
            var line = await _process.StandardOutput.ReadLineAsync(TestStore.Token) ?? throw new InvalidOperationException("a process ended by itself; see what it said above");
            Assert.False(line.StartsWith(ChaosChild.Broken, StringComparison.Ordinal), line);
        }

        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < delay)
            Thread.SpinWait(100);
    }

    /// <summary>Kills it; what it had still to say is looked at.</summary>
    public async Task KillAsync()
    {
        if (_isKilled)
            return;
        _isKilled = true;
        _process.Kill();
        Assert.DoesNotContain(ChaosChild.Broken, await _process.StandardOutput.ReadToEndAsync(TestStore.Token), StringComparison.Ordinal);
        await _process.WaitForExitAsync(TestStore.Token);
        Assert.Equal(128 + 9, _process.ExitCode);
    }

    public void Dispose() => _process.Dispose();
}
