using System.ComponentModel;
using Slipway.Linux.Tools;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>A Firecracker on this host, found and not yet looked into.</summary>
/// <param name="Path">Absolute.</param>
public sealed record FirecrackerProgram(string Path)
{
    /// <summary>The environment's variable that names one.</summary>
    public const string Variable = "SLIPWAY_FIRECRACKER";

    private const string Name = "firecracker";
    private const int MaxAnswerCharacters = 4096;

    /// <summary>Finds the program that is configured, or else one on PATH.</summary>
    /// <param name="configured">A path, or null.</param>
    /// <returns>Null when nothing is configured and PATH has none.</returns>
    /// <exception cref="FileNotFoundException">The configured one is not there.</exception>
    public static FirecrackerProgram? Find(string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured)
                ? new FirecrackerProgram(System.IO.Path.GetFullPath(configured))
                : throw new FileNotFoundException($"there is no Firecracker {configured}, which {Variable} names.", configured);
        }

        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(System.IO.Path.IsPathRooted);
        return directories.Select(directory => System.IO.Path.Combine(directory, Name)).FirstOrDefault(File.Exists) is { } found ? new FirecrackerProgram(found) : null;
    }

    /// <summary>What it is, for people: <c>Firecracker 1.12.0, /usr/local/bin/firecracker</c>.</summary>
    /// <exception cref="VmmException">It is not a Firecracker, or one too old.</exception>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var version = await AskVersionAsync(cancellationToken);
        return version >= FirecrackerFeatures.Minimum
            ? $"Firecracker {version}, {Path}"
            : throw new VmmException($"{Path} is Firecracker {version}, which is too old: install {FirecrackerFeatures.Minimum} or newer");
    }

    /// <summary>Its release, by its own word (<c>--version</c>).</summary>
    /// <exception cref="VmmException">It cannot be executed, or does not say that it is a Firecracker.</exception>
    internal async Task<FirecrackerVersion> AskVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await PipedTool.RunAsync(Path, ["--version"], workingDirectory: null, Name, MaxAnswerCharacters, cancellationToken);
            return TryReadVersion(answer) ?? throw new VmmException($"{Path} does not say that it is a Firecracker; is it one?");
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            throw new VmmException($"{Path} cannot be asked for its version: {e.Message}", e);
        }
    }

    /// <summary>Reads <c>Firecracker v1.12.0</c> in the first line of an answer; null when it says something else.</summary>
    internal static FirecrackerVersion? TryReadVersion(string answer) =>
        answer.Split('\n')[0].Trim().Split(' ') is ["Firecracker", var text] && FirecrackerVersion.TryParse(text, out var version) ? version : null;
}
