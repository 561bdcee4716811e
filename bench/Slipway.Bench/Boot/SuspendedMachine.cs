namespace Slipway.Bench.Boot;

/// <summary>A machine that was suspended for a bench that resumes it. Disposing removes it.</summary>
internal sealed class SuspendedMachine : IDisposable
{
    private const int ExitCodeOfSuspension = 75;

    private readonly DirectoryInfo _parent;

    private SuspendedMachine(DirectoryInfo parent) => _parent = parent;

    /// <summary>Where it is.</summary>
    public string Directory => Path.Combine(_parent.FullName, "machine");

    /// <summary>Starts one and suspends it.</summary>
    /// <param name="arguments">Options of <c>slipway run</c>, and the image.</param>
    public static async Task<SuspendedMachine> CreateAsync(string slipway, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var suspended = new SuspendedMachine(System.IO.Directory.CreateTempSubdirectory("slipway-bench-"));
        using var machine = await SleepingMachine.StartAsync(slipway, ["run", "--suspend-to", suspended.Directory, .. arguments], cancellationToken);
        if (await machine.StopAsync(cancellationToken) is not ExitCodeOfSuspension and var code)
            throw new InvalidOperationException($"the machine was not suspended: exit code {code}");
        return suspended;
    }

    public void Dispose() => _parent.Delete(recursive: true);
}
