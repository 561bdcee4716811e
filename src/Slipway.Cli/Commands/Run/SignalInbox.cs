using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Slipway.Cli.Commands.Run;

/// <summary>The signals sent to this process while a machine runs, in order, instead of what they would do by default.</summary>
internal sealed class SignalInbox : IDisposable
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Terminate = 15;

    private readonly Channel<int> _signals = Channel.CreateUnbounded<int>();
    private readonly PosixSignalRegistration[] _registrations;

    public SignalInbox() => _registrations =
    [
        Register(PosixSignal.SIGHUP, Hangup),
        Register(PosixSignal.SIGINT, Interrupt),
        Register(PosixSignal.SIGQUIT, Quit),
        Register(PosixSignal.SIGTERM, Terminate),
        Register((PosixSignal)User1, User1),
        Register((PosixSignal)User2, User2),
    ];

    /// <summary>Linux signal numbers; never ends before it is disposed.</summary>
    public ChannelReader<int> Signals => _signals.Reader;

    /// <summary>These ask to end; the others are passed on.</summary>
    public static bool Stops(int signal) => signal is Hangup or Interrupt or Terminate;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _signals.Writer.TryComplete();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _signals.Writer.TryWrite(number);
    });
}
