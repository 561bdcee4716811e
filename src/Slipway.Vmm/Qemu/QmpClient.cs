using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>
/// QEMU's monitor (QMP): a line of JSON each way, commands matched with answers by id, events in between. QEMU itself may be in a hostile
/// guest's hands, so lines are capped and checked. Thread safe. Disposing closes the stream.
/// </summary>
internal sealed class QmpClient : IAsyncDisposable
{
    /// <summary>The longest answer to a command used here has a few hundred bytes.</summary>
    private const int MaxLineBytes = 256 * 1024;

    private readonly NetworkStream _stream;
    private readonly Action<QmpMessage.Event> _onEvent;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource<JsonElement>> _pending = [];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource<string> _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private VmmException? _end;
    private long _lastId;

    /// <param name="stream">Owned by this instance.</param>
    /// <param name="onEvent">Called on the reader's loop, in order; must not wait.</param>
    public QmpClient(NetworkStream stream, Action<QmpMessage.Event> onEvent)
    {
        _stream = stream;
        _onEvent = onEvent;
        Ended = ReadAllAsync();
    }

    /// <summary>Completes when QEMU has closed its end and every event has been reported. Never fails.</summary>
    public Task Ended { get; }

    /// <summary>Waits for the greeting and enters command mode.</summary>
    /// <returns>QEMU's version.</returns>
    /// <exception cref="VmmException">The monitor ended first.</exception>
    public async Task<string> ConnectAsync(CancellationToken cancellationToken)
    {
        var version = await _greeted.Task.WaitAsync(cancellationToken);
        await ExecuteAsync("qmp_capabilities", null, cancellationToken);
        return version;
    }

    /// <summary>Executes a command.</summary>
    /// <param name="arguments">A JSON object; null: the command has none.</param>
    /// <exception cref="VmmException">QEMU refused, or the monitor ended before its answer.</exception>
    public Task<JsonElement> ExecuteAsync(string command, string? arguments, CancellationToken cancellationToken) =>
        ExecuteAsync(command, arguments, line => SendAsync(line, cancellationToken), cancellationToken);

    /// <summary>Hands QEMU an open file, which its commands then know by a name.</summary>
    /// <param name="name">Letters only.</param>
    /// <param name="file">Stays the caller's.</param>
    /// <exception cref="VmmException">QEMU refused, or the monitor ended before its answer.</exception>
    public Task GiveFileAsync(string name, SafeFileHandle file, CancellationToken cancellationToken) =>
        ExecuteAsync("getfd", $$"""{"fdname":"{{name}}"}""", line => SendAsync(line, file, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Ended;
        _writing.Dispose();
    }

    private async Task<JsonElement> ExecuteAsync(string command, string? arguments, Func<byte[], Task> send, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (_lock)
        {
            if (_end is not null)
                throw new VmmException(_end.Message, _end);
            id = ++_lastId;
            _pending.Add(id, answer);
        }
        try
        {
            var with = arguments is null ? "" : $",\"arguments\":{arguments}";
            await send(Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\"{with},\"id\":{id}}}\n"));
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new VmmException($"QEMU's monitor does not take the command {command}: {e.Message}", e);
        }
        finally
        {
            lock (_lock)
                _pending.Remove(id);
        }
    }

    private Task SendAsync(byte[] line, CancellationToken cancellationToken) => SendAsync(line, null, cancellationToken);

    private async Task SendAsync(byte[] line, SafeFileHandle? file, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (file is null)
                await _stream.WriteAsync(line, cancellationToken);
            else
                DescriptorMessage.Send(_stream.Socket, line, file);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                    Dispatch(QmpMessage.Parse(line));
                if (buffer.Length > MaxLineBytes)
                    throw new InvalidDataException($"QEMU's monitor sent a line of more than {MaxLineBytes} bytes");
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }
            End(new VmmException("QEMU's monitor has ended"));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            End(new VmmException(e.Message, e));
        }
        await reader.CompleteAsync();
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end || buffer.Slice(0, end).Length > MaxLineBytes)
            return false;
        line = buffer.Slice(0, end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private void Dispatch(QmpMessage message)
    {
        switch (message)
        {
            case QmpMessage.Greeting(var version):
                _greeted.TrySetResult(version);
                break;
            case QmpMessage.Event happened:
                _onEvent(happened);
                break;
            case QmpMessage.Return(var id, var value):
                Find(id)?.TrySetResult(value);
                break;
            case QmpMessage.Error(var id, var description):
                Find(id)?.TrySetException(new VmmException($"QEMU refused a command: {description}"));
                break;
        }
    }

    private TaskCompletionSource<JsonElement>? Find(long id)
    {
        lock (_lock)
            return _pending.GetValueOrDefault(id);
    }

    private void End(VmmException reason)
    {
        TaskCompletionSource<JsonElement>[] waiting;
        lock (_lock)
        {
            _end = reason;
            waiting = [.. _pending.Values];
        }
        _greeted.TrySetException(reason);
        foreach (var answer in waiting)
            answer.TrySetException(reason);
    }
}
