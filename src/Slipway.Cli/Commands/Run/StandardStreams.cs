using System.Runtime.InteropServices;
using Slipway.Contracts.Run;
using Slipway.Host.Machines;
using Slipway.Linux;
using Slipway.Linux.Terminals;
using Slipway.Vmm.GuestLink;

namespace Slipway.Cli.Commands.Run;

/// <summary>Joins this process's standard streams, or its terminal, with those of a machine. Disposing restores the terminal.</summary>
internal sealed class StandardStreams : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Machine _machine;
    private readonly TimeProvider _time;
    private readonly RawTerminal? _terminal;
    private readonly PosixSignalRegistration? _resizing;
    private long _firstOutput;

    public StandardStreams(Machine machine, MachineProgram program, TimeProvider time)
    {
        (_machine, _time) = (machine, time);
        if (program.Terminal is not null)
        {
            _terminal = program.HasStdin ? RawTerminal.Enter() : null;
            _resizing = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize());
        }

        if (program.HasStdin)
            _ = SendInputAsync();
    }

    /// <summary>When the program was first heard of; null when it said nothing.</summary>
    public long? FirstOutput => Interlocked.Read(ref _firstOutput) is not 0 and var timestamp ? timestamp : null;

    /// <summary>Moves output until the machine has no more.</summary>
    /// <exception cref="LinuxException">Nobody takes one of the two any more (EPIPE), or it cannot be written.</exception>
    public async Task MoveOutputAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var output = CopyAsync(_machine.Stdout, StandardStream.Output(), stop.Token);
        var error = CopyAsync(_machine.Stderr, StandardStream.Error(), stop.Token);
        try
        {
            await await Task.WhenAny(output, error);
            await Task.WhenAll(output, error);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    public void Dispose()
    {
        _resizing?.Dispose();
        _terminal?.Dispose();
    }

    private async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (int count; (count = await ReadAsync(from, buffer, cancellationToken)) > 0;)
        {
            Interlocked.CompareExchange(ref _firstOutput, _time.GetTimestamp(), 0);
            to.Write(buffer.AsSpan(0, count));
        }
    }

    /// <summary>A machine that breaks off has no more output; its exit says why.</summary>
    private static async Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is GuestException or GuestLinkException)
        {
            return 0;
        }
    }

    private async Task SendInputAsync()
    {
        try
        {
            await StandardInput.Open().CopyToAsync(_machine.Stdin);
        }
        catch (IOException)
        {
            // The program closed its input or has ended; what it did not read is nobody's.
        }

        await _machine.Stdin.DisposeAsync();
    }

    private void Resize()
    {
        if (RawTerminal.SizeOf(1) is var (rows, columns))
            _machine.Resize(new TerminalSize { Rows = rows, Columns = columns });
    }
}
