using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>The kernels that are compared: the distribution's and ours.</summary>
internal static class BootKernels
{
    /// <summary>Finds both in the store, the distribution's fetched if it is not there, ours imported.</summary>
    public static async Task<IReadOnlyList<(string Name, string Version, string File)>> FindAsync(
        string root, string slipway, string image, CancellationToken cancellationToken)
    {
        await Command.RunAsync(slipway, ["run", "--network", "none", image, "/bin/true"], cancellationToken);
        var list = await Command.JsonAsync(slipway, ["kernel", "list"], cancellationToken);
        var packaged = list.EnumerateArray().First(kernel => kernel.GetProperty("origin").GetString()!.StartsWith("package ", StringComparison.Ordinal));
        var own = await Command.JsonAsync(slipway, ["kernel", "import", Path.Combine(root, "artifacts/kernel/current/vmlinux")], cancellationToken);
        return [Describe("Debian's kernel", packaged), Describe("our kernel", own)];
    }

    private static (string Name, string Version, string File) Describe(string name, JsonElement kernel) =>
        (name, kernel.GetProperty("version").GetString()!, kernel.GetProperty("file").GetString()!);
}
