using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Slipway.Linux.Tools;

/// <summary>
/// Runs one short-lived program (dpkg-deb, xz, apt-get) with its standard output as a stream and the tail of its standard error kept for
/// the error message. The program is found on PATH and started without a shell. The instance is disposed by the caller, which kills a
/// program that is still running; killing this process ends it by SIGPIPE.
/// </summary>
public sealed class PipedTool : IAsyncDisposable
{
    private const int StandardErrorTailChars = 4096;

    private readonly Process _process;
    private readonly Task<string> _standardError;

    private PipedTool(Process process)
    {
        _process = process;
        _standardError = ReadTailAsync(process.StandardError);
    }

    /// <summary>What the program prints. Owned by this instance.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="program">File name, looked up on PATH.</param>
    /// <param name="arguments">Arguments, passed as they are.</param>
    /// <param name="workingDirectory">Directory to run in; null for the caller's.</param>
    /// <param name="aptPackage">Debian package that brings the program, named when it is missing.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    public static PipedTool Start(string program, IEnumerable<string> arguments, string? workingDirectory, string aptPackage)
    {
        var tool = Launch(program, arguments, workingDirectory, aptPackage);
        tool._process.StandardInput.Close();
        return tool;
    }

    /// <summary>Runs a program to its end, with <paramref name="input"/> (UTF-8, small) as its standard input, and returns what it printed as text.</summary>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It failed, or printed more than <paramref name="maxChars"/> characters.</exception>
    public static async Task<string> AskAsync(
        string program, IEnumerable<string> arguments, string input, string aptPackage, int maxChars, CancellationToken cancellationToken)
    {
        await using var tool = Launch(program, arguments, workingDirectory: null, aptPackage);
        try
        {
            await tool._process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), cancellationToken);
            tool._process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input (EPIPE); its exit code says whether that was right.
        }

        return await tool.ReadTextAsync(maxChars, cancellationToken);
    }

    private static PipedTool Launch(string program, IEnumerable<string> arguments, string? workingDirectory, string aptPackage)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started");
            return new PipedTool(process);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == 2)
        {
            throw new FileNotFoundException($"the program {program} is missing; install the package {aptPackage}", program, e);
        }
    }

    /// <summary>Runs a program to its end and returns what it printed as text.</summary>
    /// <exception cref="IOException">It failed, or printed more than <paramref name="maxChars"/> characters.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string? workingDirectory, string aptPackage, int maxChars, CancellationToken cancellationToken)
    {
        await using var tool = Start(program, arguments, workingDirectory, aptPackage);
        return await tool.ReadTextAsync(maxChars, cancellationToken);
    }

    private async Task<string> ReadTextAsync(int maxChars, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Output, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[4096];
        for (int n; (n = await reader.ReadAsync(buffer.AsMemory(), cancellationToken)) > 0;)
        {
            if (text.Length + n > maxChars)
                throw new IOException($"{_process.StartInfo.FileName} printed more than the {maxChars} characters expected of it");
            text.Append(buffer, 0, n);
        }
        await FinishAsync(cancellationToken);
        return text.ToString();
    }

    /// <summary>Waits for the end and checks the exit code. Output that was not read is discarded.</summary>
    /// <exception cref="IOException">The exit code is not 0; the message ends with what the program said.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await Output.CopyToAsync(Stream.Null, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode == 0)
            return;
        var said = (await _standardError).Trim();
        throw new IOException(
            $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} failed with exit code {_process.ExitCode}: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        await _standardError;
        _process.Dispose();
    }

    private static async Task<string> ReadTailAsync(StreamReader reader)
    {
        var tail = new StringBuilder();
        var buffer = new char[1024];
        for (int n; (n = await reader.ReadAsync(buffer.AsMemory(), CancellationToken.None)) > 0;)
        {
            tail.Append(buffer, 0, n);
            if (tail.Length > StandardErrorTailChars)
                tail.Remove(0, tail.Length - StandardErrorTailChars);
        }
        return tail.ToString();
    }
}
