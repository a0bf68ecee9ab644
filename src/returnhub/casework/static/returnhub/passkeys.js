// Says on the page what the browser would only write into its console.
const why = {
  NotAllowedError: 'The passkey was not used: it was cancelled, took too long, or is not of this account.',
  InvalidStateError: 'This device holds a passkey of this account already.',
  SecurityError: 'Passkeys need the name of a host, such as localhost, in place of a number, and HTTPS elsewhere.'
}
document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const says = document.getElementById('passkey-says')
  says.textContent = why[event.detail.exception.name] || 'The passkey could not be used here. Try again, or use another way.'
  says.focus()
})
